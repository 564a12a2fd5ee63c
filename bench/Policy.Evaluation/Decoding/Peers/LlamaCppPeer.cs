using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace OptPolicy.Evaluation.Decoding.Peers;

/// <summary>llama.cpp on one GGUF file, in a node process that takes one request at a time: so that both sides can take turns in the same weather.</summary>
internal sealed class LlamaCppPeer : IDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly Process _process;

    private LlamaCppPeer(Process process, string version)
    {
        _process = process;
        Version = version;
    }

    /// <summary>Versions of the library and of llama.cpp, and the instruction sets that it uses.</summary>
    public string Version { get; }

    /// <summary>Why llama.cpp cannot run here, or <see langword="null"/>.</summary>
    public static string? WhyNot() => Directory.Exists(Path.Combine(Folder(), "node_modules", "node-llama-cpp"))
        ? null
        : "llama.cpp is not installed: run 'npm ci --omit=optional --ignore-scripts' in bench/peers/llamacpp";

    public static LlamaCppPeer Start(string gguf, int threads, int contextTokens)
    {
        var process = Process.Start(new ProcessStartInfo("node")
        {
            ArgumentList = { Path.Combine(Folder(), "peer.mjs"), gguf, Invariant(threads), Invariant(contextTokens) },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        }) ?? throw new InvalidOperationException("node did not start.");
        var hello = JsonSerializer.Deserialize<Hello>(ReadLine(process), Json)!;
        return new LlamaCppPeer(process, $"node-llama-cpp {hello.Version}, llama.cpp {hello.Release}");
    }

    /// <summary>Greedy tokens after <paramref name="prompt"/>, and milliseconds a token in the library's own loop.</summary>
    public Generated Generate(int[] prompt, int tokens) => Ask<Generated>(new { op = "generate", prompt, tokens });

    /// <summary>Milliseconds of each engine call that runs one of <paramref name="tokens"/> and computes its logits.</summary>
    public double[] Decode(int[] prompt, int[] tokens) => Ask<Timed>(new { op = "decode", prompt, tokens }).Samples;

    /// <summary>Milliseconds of one engine call that runs the whole <paramref name="prompt"/> (at most 512 tokens) and computes the last logits.</summary>
    public double Prefill(int[] prompt) => Ask<Timed>(new { op = "prefill", prompt }).Samples[0];

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(5000))
            _process.Kill();
        _process.Dispose();
    }

    private T Ask<T>(object request)
    {
        _process.StandardInput.WriteLine(JsonSerializer.Serialize(request, Json));
        _process.StandardInput.Flush();
        var line = ReadLine(_process);
        return line.StartsWith("{\"error\"", StringComparison.Ordinal)
            ? throw new InvalidOperationException($"llama.cpp failed: {line}")
            : JsonSerializer.Deserialize<T>(line, Json)!;
    }

    private static string ReadLine(Process process)
    {
        while (process.StandardOutput.ReadLine() is { } line)
        {
            if (line.StartsWith('{'))
                return line;
        }

        throw new InvalidOperationException("The process of llama.cpp ended.");
    }

    private static string Folder([CallerFilePath] string source = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(source)!, "..", "..", "..", "peers", "llamacpp"));

    private static string Invariant(int value) => value.ToString(CultureInfo.InvariantCulture);

    /// <param name="Output">The tokens.</param>
    /// <param name="FirstMs">Milliseconds to the first token.</param>
    /// <param name="MsPerToken">Milliseconds a token after the first.</param>
    public sealed record Generated(int[] Output, double FirstMs, double MsPerToken);

    private sealed record Timed(double[] Samples);

    private sealed record Hello(string Version, string? Release);
}
