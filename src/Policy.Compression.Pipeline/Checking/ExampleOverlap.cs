using OptPolicy.Compression.Pipeline.Planning;

namespace OptPolicy.Compression.Pipeline.Checking;

/// <summary>Which questions of the gates also occur in what the model is trained or calibrated on. Immutable.</summary>
internal sealed record ExampleOverlap(IReadOnlySet<string> SeenPrompts, IReadOnlyList<(string File, int Seen, int Count, int FirstLine)> Files, IReadOnlyList<PipelineProblem> Problems)
{
    public static ExampleOverlap Of(CompressionPlan plan)
    {
        var problems = new List<PipelineProblem>();
        var evaluation = Paths(plan.Gates.Select(static g => g.Data)).ToDictionary(static path => path, path => Read(path, problems), StringComparer.Ordinal);
        var learned = Paths(plan.Training.SelectMany(static s => s.Settings.Data.Append(s.Settings.Calibration)).Append(plan.Packing.NeedsCalibration ? plan.Packing.Calibration : null))
            .SelectMany(path => Read(path, problems)).Select(static e => e.Prompt).ToHashSet(StringComparer.Ordinal);

        var seen = new HashSet<string>(StringComparer.Ordinal);
        var files = new List<(string, int, int, int)>();
        foreach (var (path, examples) in evaluation)
        {
            var common = examples.Where(e => learned.Contains(e.Prompt)).ToList();
            seen.UnionWith(common.Select(static e => e.Prompt));
            files.Add((path, common.Count, examples.Count, common.Count > 0 ? common[0].Line : 0));
        }

        return new ExampleOverlap(seen, files, problems);
    }

    private static IEnumerable<string> Paths(IEnumerable<string?> paths) =>
        paths.OfType<string>().Where(static p => p.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase) && File.Exists(p)).Distinct(StringComparer.Ordinal);

    private static List<(int Line, string Prompt)> Read(string path, List<PipelineProblem> problems)
    {
        try
        {
            var examples = PromptText.Read(path).ToList();
            if (examples.Count == 0)
                problems.Add(PipelineProblem.Error($"{path} has no examples: each line is a JSON object with 'messages'"));
            return examples;
        }
        catch (FormatException error)
        {
            problems.Add(PipelineProblem.Error(error.Message));
            return [];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            problems.Add(PipelineProblem.Error($"{path} cannot be read: {error.Message}"));
            return [];
        }
    }
}
