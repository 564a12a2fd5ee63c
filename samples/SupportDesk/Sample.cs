using System.Collections.Immutable;
using OptPolicy;
using OptPolicy.Reporting;
using Spectre.Console;
using SupportSample.Desk;
using SupportSample.Live;
using SupportSample.Output;
using SupportSample.Problems;
using SupportSample.Traffic;

namespace SupportSample;

/// <summary>Reads the traffic, plays it and reports. Returns the exit code: 0 done, 1 the traffic cannot be used.</summary>
internal static class Sample
{
    private const int LiveConversations = 20;
    private const string Authored = "The conversations and answers of this sample are authored: they show how a policy works and are no benchmark.";

    public static async Task<int> RunAsync(SampleOptions options, IAnsiConsole console, CancellationToken cancellationToken)
    {
        try
        {
            var traffic = TrafficFile.Read(options.Traffic ?? Path.Combine(options.Folder, "traffic.jsonl"));
            await (traffic.Problems.IsEmpty
                ? PlayDeskAsync(options, traffic.Conversations, console, cancellationToken)
                : PlayProblemsAsync(options, traffic.Problems, console, cancellationToken));
            return 0;
        }
        catch (Exception error) when (error is TrafficException or PolicyConfigurationException)
        {
            console.MarkupLineInterpolated($"[red]error[/] {error.Message}");
            return 1;
        }
    }

    private static async Task PlayDeskAsync(SampleOptions options, ImmutableArray<Conversation> conversations, IAnsiConsole console, CancellationToken cancellationToken)
    {
        var live = options.Live || (LiveModels.IsConfigured && !options.Recorded);
        var models = live ? new LiveModels(options.MiniModel, options.PremiumModel).Create() : null;
        ImmutableArray<Conversation> day = [.. conversations.OrderBy(static c => c.At).Take(options.Limit ?? (live ? LiveConversations : int.MaxValue))];
        var notice = live
            ? $"Live: {options.MiniModel} and {options.PremiumModel}; money is counted at the prices that support.optpolicy declares."
            : options.Traffic is null ? Authored : "Recorded answers of support.optpolicy.";
        console.MarkupLineInterpolated($"[bold]{day.Length} conversations[/] with two shops. {notice}");

        var result = await Progress(console).StartAsync(async context =>
        {
            var task = context.AddTask("08:00", maxValue: day.Length);
            return await DeskRun.PlayAsync(day, options.Folder, models, options.Speed, Show, cancellationToken);

            void Show(Conversation conversation, MemoryLedger ledger)
            {
                var (paid, baseline) = ledger.Totals;
                task.Description = $"{conversation.At:HH:mm}  paid {Money.Text(paid)} instead of {Money.Text(baseline)}";
                task.Increment(1);
            }
        });

        var report = SavingsReport.From(result.Entries);
        var quality = live ? new Quality(0, 0, 0) : Quality.Of(result.Requests, Recording.Read(Path.Combine(options.Folder, "recordings", "premium.jsonl")));
        new DeskSummary(console).Print(result, report, quality);
        Save(options, report, "A day at the support desk", notice, console);
    }

    private static async Task PlayProblemsAsync(SampleOptions options, ImmutableArray<MathProblem> problems, IAnsiConsole console, CancellationToken cancellationToken)
    {
        ImmutableArray<MathProblem> played = [.. problems.Take(options.Limit ?? int.MaxValue)];
        var notice = $"Recorded answers of {played[0].Weak.Model} and {played[0].Strong.Model}, prices of math.optpolicy, tokens estimated.";
        console.MarkupLineInterpolated($"[bold]{played.Length} problems[/]. {notice}");
        var ledger = new MemoryLedger();
        var solved = await Progress(console).StartAsync(async context =>
        {
            var task = context.AddTask("problems", maxValue: played.Length);
            return await MathRun.PlayAsync(played, ledger, done => task.Value = done, cancellationToken);
        });
        new MathSummary(console).Print(MathComparison.Of(solved));
        Save(options, SavingsReport.From(ledger.Entries), "School mathematics", notice, console);
    }

    private static void Save(SampleOptions options, SavingsReport report, string title, string notice, IAnsiConsole console)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(options.Report)!);
            File.WriteAllText(options.Report, ReportHtml.Render(report, title, notice));
            console.MarkupLineInterpolated($"\nReport with charts: [link]{options.Report}[/]");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new TrafficException($"the report cannot be written to {options.Report}: {error.Message}", error);
        }
    }

    private static Progress Progress(IAnsiConsole console) => console.Progress()
        .Columns(new SpinnerColumn(), new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn());
}
