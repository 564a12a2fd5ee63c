using System.Diagnostics;
using OptPolicy.Compression.Pipeline.Running;

namespace OptPolicy.Evaluation.Compression;

/// <summary>A work folder with what a study needs: data, and a teacher made of it. What is there is not made again, and a stopped training goes on.</summary>
/// <param name="tool">The folder of <c>optpolicy-train</c>.</param>
/// <param name="path">The folder.</param>
internal abstract class StudyFolder(string tool, string path)
{
    public const string Teacher = "teacher", Tokenizer = "tokenizer";

    /// <summary>The name in tables.</summary>
    public abstract string Name { get; }

    /// <summary>What is trained and distilled on.</summary>
    public abstract string Training { get; }

    /// <summary>What importance and rounding look at.</summary>
    public abstract string Calibration { get; }

    /// <summary>What models are judged by.</summary>
    public abstract string Judged { get; }

    /// <summary>Steps of every distillation.</summary>
    public abstract int Steps { get; }

    /// <summary>Makes what is missing.</summary>
    public void Prepare(Action<string> step)
    {
        Directory.CreateDirectory(path);
        MakeData();
        if (!Exists(Path.Combine(Tokenizer, "tokenizer.json")))
            MakeTokenizer();
        if (Exists(Path.Combine(Teacher, "model.safetensors")))
            return;
        step($"{Name}: training the teacher");
        MakeTeacher();
    }

    public string In(string name) => Path.Combine(path, name);

    public bool Exists(string name) => Path.Exists(In(name));

    protected abstract void MakeData();

    protected abstract void MakeTokenizer();

    protected abstract void MakeTeacher();

    protected void Lines(string from, string to, int first, int count)
    {
        if (!Exists(to))
            File.WriteAllLines(In(to), File.ReadLines(In(from)).Skip(first).Take(count));
    }

    protected void Run(params string[] arguments)
    {
        var name = OperatingSystem.IsWindows() ? WorkerProcess.ToolName + ".exe" : WorkerProcess.ToolName;
        using var process = Process.Start(new ProcessStartInfo(Path.Combine(tool, name), arguments))!;
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{name} {arguments[0]} failed with exit code {process.ExitCode}");
    }
}
