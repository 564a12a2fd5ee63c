using OptPolicy.Workloads.Tasks;

namespace OptPolicy.Compression.Pipeline.Advice;

/// <summary>Reads examples, tasks and the machine as far as advice needs them.</summary>
public static class AdviceInputs
{
    /// <summary>English text has about four letters a token with the vocabularies of common models.</summary>
    private const int LettersPerToken = 4;

    /// <summary>A long text is as many examples as it has windows of training.</summary>
    private const int ExampleTokensMax = 256;

    /// <summary>Counts training examples.</summary>
    /// <param name="path">Texts or conversations, a full path.</param>
    /// <param name="name">As the user named it.</param>
    /// <exception cref="WorkloadException">The file cannot be read, or lines are wrong.</exception>
    public static ExampleFacts ReadExamples(string path, string name)
    {
        var texts = TextSet.Read(path);
        var tokens = texts.Documents.Sum(static document => (long)document.Text.Length) / LettersPerToken;
        return new(name, (int)Math.Clamp(tokens / ExampleTokensMax, texts.Documents.Count, int.MaxValue), tokens);
    }

    /// <summary>Counts tasks, and those that are among the examples.</summary>
    /// <param name="path">A workload, a full path.</param>
    /// <param name="name">As the user named it.</param>
    /// <param name="examplesPath">The examples; <see langword="null"/> when there are none.</param>
    /// <exception cref="WorkloadException">A file cannot be read, or lines are wrong.</exception>
    public static TaskFacts ReadTasks(string path, string name, string? examplesPath)
    {
        var workload = WorkloadFile.Read(path);
        return new(name, workload.Tasks.Count, examplesPath is null ? 0 : WorkloadOverlap.Find(examplesPath, path).Count);
    }

    /// <summary>This machine.</summary>
    public static MachineFacts ReadMachine() => new(Environment.ProcessorCount, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
}
