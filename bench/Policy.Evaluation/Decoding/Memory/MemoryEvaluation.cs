using System.Diagnostics;
using System.Text.Json;
using OptPolicy.Evaluation.Reporting;
using OptPolicy.Kernels.Models;

namespace OptPolicy.Evaluation.Decoding.Memory;

/// <summary>Peak memory of a process that decodes, against weights + cache + 200 MB. Each model runs in a fresh process: peaks never come down.</summary>
internal static class MemoryEvaluation
{
    public const string ProbeVerb = "memory-probe";

    private const double Megabyte = 1e6;
    private const double AllowanceMegabytes = 200;

    public static IEnumerable<EvaluationRow> Run(Action<string> report)
    {
        (SizedModel Model, WeightFormat Format)[] cases =
            [(SizedModel.Small, WeightFormat.Fp32), (SizedModel.Small, WeightFormat.Q4), (SizedModel.Medium, WeightFormat.Q4), (SizedModel.Medium, WeightFormat.RowQ8)];
        foreach (var (model, format) in cases)
        {
            report($"memory: {model.Name} {format}");
            var folder = Directory.CreateTempSubdirectory("optpolicy-memory-");
            try
            {
                Child("write", folder.FullName, model.Name, format.ToString());
                var weights = folder.EnumerateFiles().Sum(file => file.Length) / Megabyte;
                var figures = JsonSerializer.Deserialize<MemoryFigures>(Child("run", folder.FullName, model.Name, format.ToString()))!;
                var limit = weights + (figures.KeyValueBytes / Megabyte) + AllowanceMegabytes;
                var set = $"{model.Name} {format}";
                yield return Row(set, "peak_memory_mb", figures.PeakBytes, $"limit {limit:0} MB: weights {weights:0} + cache {figures.KeyValueBytes / Megabyte:0} + {AllowanceMegabytes:0}");
                yield return Row(set, "second_lane_mb", figures.SecondLaneBytes, "beyond the second lane's own cache: weights are shared");
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        }
    }

    /// <summary>What the child process does.</summary>
    public static void Probe(string step, string folder, string model, string format)
    {
        if (step == "write")
            SizedModel.Named(model).Write(folder, Enum.Parse<WeightFormat>(format));
        else
            Console.WriteLine(JsonSerializer.Serialize(MemoryProbe.Run(folder)));
    }

    private static EvaluationRow Row(string set, string metric, long bytes, string note)
    {
        var megabytes = bytes / Megabyte;
        return new(set, metric, megabytes, megabytes, megabytes, 1, note);
    }

    private static string Child(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
            start.ArgumentList.Add(typeof(MemoryEvaluation).Assembly.Location);
        foreach (var argument in (IEnumerable<string>)[ProbeVerb, .. arguments])
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"The child process ended with {process.ExitCode}.");
    }
}
