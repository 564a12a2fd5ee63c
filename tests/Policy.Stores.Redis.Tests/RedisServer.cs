using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace OptPolicy.Stores.Redis.Tests;

/// <summary>A redis-server on this machine, in a process of its own that writes everything through; one for all tests of the suite.</summary>
public sealed class RedisServer : IAsyncLifetime
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);
    private readonly string _folder = Directory.CreateTempSubdirectory("optpolicy-redis-").FullName;
    private readonly int _port = FreePort();
    private Process? _process;

    /// <summary>Why there is none; <see langword="null"/> when there is.</summary>
    public string? Absence { get; private set; }

    public string ConnectionString => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_port},allowAdmin=true");

    public async ValueTask InitializeAsync()
    {
        try
        {
            await StartAsync();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Absence = "No redis-server: install the package redis-server.";
        }
    }

    /// <summary>Starts the server, on the port and with the data it had when it was killed.</summary>
    public async Task StartAsync()
    {
        var start = new ProcessStartInfo("redis-server") { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var argument in new[] { "--port", _port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--dir", _folder, "--save", "", "--appendonly", "yes", "--appendfsync", "always" })
            start.ArgumentList.Add(argument);
        _process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(StartLimit);
        while (await _process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.Contains("Ready to accept connections", StringComparison.Ordinal))
            {
                // Its pipe must not fill up.
                _ = _process.StandardOutput.ReadToEndAsync(CancellationToken.None);
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

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
