using System.CommandLine;
using OptPolicy.Compression.Pipeline.Running;
using OptPolicy.Evaluation.Reporting;
using Spectre.Console;

namespace OptPolicy.Evaluation.Compression;

/// <summary>The command <c>compression</c>: orders, four bits, data. Long; the same command goes on where a stopped one was.</summary>
internal static class CompressionVerb
{
    private static readonly string[] SnipsPath = ["tool-calls", "snips"];

    public static Command Create(Option<DirectoryInfo?> data, Option<FileInfo?> json, Option<bool> quick)
    {
        var tool = new Option<DirectoryInfo?>("--tool") { Description = "The folder of optpolicy-train; PATH when not given." };
        var work = new Option<DirectoryInfo>("--work") { Description = "Where stages are kept.", DefaultValueFactory = static _ => new DirectoryInfo(Path.Combine(Path.GetTempPath(), "optpolicy-compression")) };
        var only = new Option<string?>("--only") { Description = "orders, bits or data; all when not given." };
        only.AcceptOnlyFromAmong("orders", "bits", "data");
        var command = new Command("compression", "Orders of pruning, distillation and quantisation, what four bits cost, and how much data distillation needs.") { data, json, quick, tool, work, only };
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var console = AnsiConsole.Console;
            string[] folders = arguments.GetValue(tool) is { } folder ? [folder.FullName] : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
            var snips = arguments.GetValue(data) is { } root ? Path.Combine([root.FullName, .. SnipsPath]) : null;
            if (WorkerProcess.Find(folders) is not { } worker || !Directory.Exists(snips))
            {
                console.WriteLine(Directory.Exists(snips) ? "skipped: optpolicy-train is not there (dotnet build -c Release src/Policy.Compression.Tool, then --tool)" : "skipped: --data has no tool-calls/snips");
                return 0;
            }

            var isQuick = arguments.GetValue(quick);
            var toolFolder = folders.First(f => WorkerProcess.Find([f]) is not null);
            var place = new SnipsFolder(toolFolder, Path.Combine(arguments.GetRequiredValue(work).FullName, isQuick ? "quick" : "full"), isQuick);
            place.Prepare(snips!, Step);
            var study = new CompressionStudy(place, worker, isQuick, Step);
            var part = arguments.GetValue(only);
            var rows = new List<EvaluationRow>();
            if (part is null or "orders")
            {
                foreach (var format in (string[])(isQuick ? ["int2"] : ["int4", "int2"]))
                    rows.AddRange(await study.OrdersAsync(format, cancellationToken));
            }

            if (part is "bits" || (part is null && !isQuick))
                rows.AddRange(await study.FourBitsAsync(cancellationToken));
            if (part is "data" || (part is null && !isQuick))
                rows.AddRange(await study.DataCurveAsync(cancellationToken));
            var report = new EvaluationReport("compression", Surroundings.Commit(), Surroundings.Machine(), [.. rows]);
            report.Print(console);
            if (arguments.GetValue(json) is { } target)
                await report.WriteAsync(target, cancellationToken);
            return 0;

            void Step(string step) => console.MarkupLineInterpolated($"[grey]{step}[/]");
        });
        return command;
    }
}
