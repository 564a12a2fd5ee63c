using System.Diagnostics;
using System.Globalization;

namespace OptPolicy.Stores.Postgres.Tests;

/// <summary>A PostgreSQL with pgvector on this machine, in a process of its own; one for all tests of the suite.</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private readonly string _folder = Directory.CreateTempSubdirectory("optpolicy-postgres-").FullName;
    private Process? _process;
    private int _port;

    /// <summary>Why there is none; <see langword="null"/> when there is.</summary>
    public string? Absence { get; private set; }

    public string ConnectionString => $"Host=127.0.0.1;Port={_port};Database=postgres;Username=postgres;Password=postgres;SSL Mode=Disable;No Reset On Close=true;Maximum Pool Size=4";

    private static string Source => Path.Combine(SourceFolder(), "server");

    public async ValueTask InitializeAsync()
    {
        if (!Directory.Exists(Path.Combine(Source, "node_modules")))
            Absence = "No PostgreSQL with pgvector: run 'npm ci' in tests/Policy.Stores.Postgres.Tests/server.";
        else
            await StartAsync();
    }

    /// <summary>Starts the server, on the port it had when it was killed.</summary>
    public async Task StartAsync()
    {
        var start = new ProcessStartInfo("node") { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var argument in new[] { Path.Combine(Source, "server.mjs"), Path.Combine(_folder, "data"), _port.ToString(CultureInfo.InvariantCulture) })
            start.ArgumentList.Add(argument);
        _process = Process.Start(start)!;
        _process.StandardInput.Close(); // The server would wait for it.
        using var limit = new CancellationTokenSource(StartLimit);
        while (await _process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.StartsWith("ready ", StringComparison.Ordinal))
            {
                _port = int.Parse(line.AsSpan("ready ".Length), CultureInfo.InvariantCulture);
                return;
            }
        }

        throw new InvalidOperationException("The server ended before it listened.");
    }

    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await KillAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static string SourceFolder([System.Runtime.CompilerServices.CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
