using OptPolicy.Compression.Pipeline.Planning;
using OptPolicy.Workloads.Tasks;

namespace OptPolicy.Compression.Pipeline.Checking;

/// <summary>Which examples of the gates the model is also trained or calibrated on, whatever the files are called. Immutable.</summary>
/// <param name="SeenLines">Lines of each gate file whose questions are seen elsewhere.</param>
/// <param name="Counts">Examples of each gate file.</param>
/// <param name="Problems">Files that cannot be read.</param>
internal sealed record ExampleOverlap(IReadOnlyDictionary<string, IReadOnlySet<int>> SeenLines, IReadOnlyDictionary<string, int> Counts, IReadOnlyList<PipelineProblem> Problems)
{
    public static ExampleOverlap Of(CompressionPlan plan)
    {
        var problems = new List<PipelineProblem>();
        var used = plan.Training.SelectMany(static s => s.Settings.Data.Append(s.Settings.Calibration)).Append(plan.Packing.NeedsCalibration ? plan.Packing.Calibration : null)
            .OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        var (seen, counts) = (new Dictionary<string, IReadOnlySet<int>>(StringComparer.Ordinal), new Dictionary<string, int>(StringComparer.Ordinal));
        foreach (var path in plan.Gates.Select(static g => g.Data).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            Try(problems, () => counts[path] = Count(path));
            var lines = new HashSet<int>();
            foreach (var other in used)
                Try(problems, () => lines.UnionWith(WorkloadOverlap.Find(other, path).Select(static l => l.Line)));
            seen[path] = lines;
        }

        return new ExampleOverlap(seen, counts, [.. problems.Distinct()]);
    }

    /// <summary>Whether a file holds tasks; anything else is text.</summary>
    internal static bool HoldsTasks(string path) => path.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase);

    private static int Count(string path) => HoldsTasks(path) ? WorkloadFile.Read(path).Tasks.Count : TextSet.Read(path).Documents.Count;

    private static void Try(List<PipelineProblem> problems, Action work)
    {
        try
        {
            work();
        }
        catch (WorkloadException error)
        {
            problems.Add(PipelineProblem.Error(error.Message));
        }
    }
}
