using System.CommandLine;
using OptPolicy.Compression.Pipeline.Running;
using OptPolicy.Evaluation.Reporting;
using Spectre.Console;

namespace OptPolicy.Evaluation.Compression;

/// <summary>The command <c>compression</c>: orders, four bits, data, recovery by training. Long; the same command goes on where a stopped one was.</summary>
internal static class CompressionVerb
{
    private const int Seeds = 3;

    private static readonly string[] Sections = ["orders", "bits", "data", "recovery"];

    public static Command Create(Option<DirectoryInfo?> data, Option<FileInfo?> json, Option<bool> quick)
    {
        var tool = new Option<DirectoryInfo?>("--tool") { Description = "The folder of optpolicy-train; PATH when not given." };
        var work = new Option<DirectoryInfo>("--work") { Description = "Where stages are kept.", DefaultValueFactory = static _ => new DirectoryInfo(Path.Combine(Path.GetTempPath(), "optpolicy-compression")) };
        var only = new Option<string?>("--only") { Description = "orders, bits, data or recovery; all when not given." };
        var set = new Option<string?>("--set") { Description = "snips or books; both when not given." };
        var formats = new Option<string[]>("--formats") { Description = "Formats that orders are compared in.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = static _ => ["int2", "int4"] };
        only.AcceptOnlyFromAmong(Sections);
        set.AcceptOnlyFromAmong("snips", "books");
        formats.AcceptOnlyFromAmong("int2", "int4", "int8");
        var command = new Command("compression", "Orders of pruning, distillation and quantisation, what four bits cost, and how much data distillation needs.") { data, json, quick, tool, work, only, set, formats };
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var console = AnsiConsole.Console;
            string[] folders = arguments.GetValue(tool) is { } folder ? [folder.FullName] : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
            if (WorkerProcess.Find(folders) is not { } worker || arguments.GetValue(data) is not { Exists: true } root)
            {
                console.WriteLine("skipped: it needs --data, and optpolicy-train (dotnet build -c Release src/Policy.Compression.Tool, then --tool)");
                return 0;
            }

            var isQuick = arguments.GetValue(quick);
            var studies = Studies(folders.First(f => WorkerProcess.Find([f]) is not null), root.FullName, arguments.GetRequiredValue(work).FullName, isQuick)
                .Where(s => arguments.GetValue(set) is not { } wanted || wanted == s.Name);
            string[] sections = arguments.GetValue(only) is { } one ? [one] : isQuick ? ["orders"] : Sections;
            var rows = new List<EvaluationRow>();
            foreach (var study in studies)
            {
                study.Prepare(Step);
                var plans = new StudyPlans(study, worker, Step);
                foreach (var section in sections)
                    rows.AddRange(await RunAsync(section, study, plans, isQuick ? ["int2"] : arguments.GetRequiredValue(formats), isQuick ? 1 : Seeds, cancellationToken));
            }

            var report = new EvaluationReport("compression", Surroundings.Commit(), Surroundings.Machine(), [.. rows]);
            report.Print(console);
            if (arguments.GetValue(json) is { } target)
                await report.WriteAsync(target, cancellationToken);
            return 0;

            void Step(string step) => console.MarkupLineInterpolated($"[grey]{step}[/]");
        });
        return command;
    }

    private static IEnumerable<StudyFolder> Studies(string tool, string data, string work, bool isQuick)
    {
        var snips = Path.Combine(data, "tool-calls", "snips");
        if (Directory.Exists(snips))
            yield return new SnipsFolder(tool, snips, Path.Combine(work, isQuick ? "quick" : "snips"), isQuick);
        var books = Path.Combine(data, "text", "books_train.txt");
        if (File.Exists(books) && !isQuick)
            yield return new BooksFolder(tool, books, Path.Combine(work, "books"));
    }

    private static async Task<IReadOnlyList<EvaluationRow>> RunAsync(string section, StudyFolder study, StudyPlans plans, string[] formats, int seeds, CancellationToken cancellationToken)
    {
        switch (section)
        {
            case "orders":
                var rows = new List<EvaluationRow>();
                foreach (var format in formats)
                    rows.AddRange(await new OrderSection(study, plans, seeds).RunAsync(format, cancellationToken));
                return rows;
            case "bits":
                // A book has no tasks that could be lost.
                return study is SnipsFolder ? await new FourBitSection(study, plans).RunAsync(cancellationToken) : [];
            case "recovery":
                return await new RecoverySection(study, plans, seeds).RunAsync(cancellationToken);
            default:
                return await new DataSection(study, plans, seeds).RunAsync(cancellationToken);
        }
    }
}
