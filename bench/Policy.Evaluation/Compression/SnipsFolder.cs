using System.Diagnostics;
using OptPolicy.Compression.Pipeline.Running;

namespace OptPolicy.Evaluation.Compression;

/// <summary>SNIPS as tool calls, and a teacher for it, in a work folder. What is there is not made again, and a stopped training goes on.</summary>
/// <param name="tool">The folder of <c>optpolicy-train</c>.</param>
/// <param name="work">Where everything goes.</param>
/// <param name="isQuick">A tenth of a million weights and few steps instead of a model that solves the task.</param>
internal sealed class SnipsFolder(string tool, string work, bool isQuick)
{
    private const int CalibrationRows = 64;
    private const int QuickTasks = 150;

    public string Path { get; } = work;

    /// <summary>Makes data and teacher.</summary>
    public void Prepare(string snips, Action<string> step)
    {
        Directory.CreateDirectory(Path);
        Conversations(snips, "train", "train.jsonl");
        Conversations(snips, "dev", "dev.jsonl");
        Lines("train.jsonl", "calibrate.jsonl", CalibrationRows);
        Lines("dev.jsonl", "tasks.jsonl", isQuick ? QuickTasks : int.MaxValue);
        if (!File.Exists(In("tokenizer/tokenizer.json")))
            Run("tokenizer", In("tokenizer"), "--vocabulary", isQuick ? "512" : "1024", "--chat", In("train.jsonl"));
        if (File.Exists(In("teacher/model.safetensors")))
            return;

        step("training the teacher");
        string[] shape = isQuick
            ? ["--steps", "200", "--rows", "8", "--length", "64", "--hidden", "96", "--layers", "3", "--heads", "3", "--kv-heads", "1", "--feed-forward", "192"]
            : ["--steps", "4000", "--rows", "24", "--length", "128", "--hidden", "160", "--layers", "4", "--heads", "5", "--kv-heads", "5", "--feed-forward", "448"];
        Run(["chat", In("teacher"), "--tokenizer", In("tokenizer"), "--chat", In("train.jsonl"), "--held-out-chat", In("calibrate.jsonl"), "--context", "128", "--head-dimension", "32", .. shape]);
    }

    public string In(string name) => System.IO.Path.Combine(Path, name);

    private void Conversations(string snips, string split, string name)
    {
        if (!File.Exists(In(name)))
            Run("conversations", "slots", snips, "--split", split, "--output", In(name));
    }

    private void Lines(string from, string to, int count)
    {
        if (!File.Exists(In(to)))
            File.WriteAllLines(In(to), File.ReadLines(In(from)).Take(count));
    }

    private void Run(params string[] arguments)
    {
        var name = OperatingSystem.IsWindows() ? WorkerProcess.ToolName + ".exe" : WorkerProcess.ToolName;
        using var process = Process.Start(new ProcessStartInfo(System.IO.Path.Combine(tool, name), arguments))!;
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{name} {arguments[0]} failed with exit code {process.ExitCode}");
    }
}
