using System.Globalization;
using OptPolicy.Cli.Output;
using OptPolicy.Workloads.Gates;
using OptPolicy.Workloads.Running;
using OptPolicy.Workloads.Statistics;
using Spectre.Console;

namespace OptPolicy.Cli.Evaluating;

/// <summary>An evaluation for people.</summary>
internal static class EvaluationText
{
    private const int AnswerLengthMax = 100;

    public static void Write(CliEnvironment environment, Evaluation evaluation, int wrongShown)
    {
        var console = Terminal.On(environment, environment.Out);
        if (evaluation.Run is { } run)
        {
            WriteTasks(environment, console, evaluation, run);
            WriteWrong(environment, run, wrongShown);
        }
        else
        {
            WriteTexts(console, evaluation);
        }

        foreach (var verdict in evaluation.Verdicts)
        {
            environment.Out.WriteLine($"gate {verdict.Metric} <= {Value(verdict.Metric, verdict.Bound)}: {verdict.Outcome.ToString().ToLowerInvariant()}, {Value(verdict.Metric, verdict.Value)}{Range(verdict)}. {verdict.Note}");
        }
    }

    private static void WriteTasks(CliEnvironment environment, IAnsiConsole console, Evaluation evaluation, WorkloadRun run)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("model");
        foreach (var column in (string[])["solved", "share", "95 %", "tokens/s", "median", "p95"])
        {
            table.AddColumn(new TableColumn(column).RightAligned());
        }

        foreach (var (name, one) in Runs(evaluation))
        {
            var rate = one.SuccessRate;
            table.AddRow(Markup.Escape(name), Text($"{one.Right} of {one.Outcomes.Count}"), Text($"{rate.Value:P1}"), Text($"{rate.Low * 100:0.0} … {rate.High * 100:0.0}"), Text($"{OutcomeFigures.TokenRate(one):0}"), Text($"{OutcomeFigures.Quantile(one, 0.5) * 1000:0} ms"), Text($"{OutcomeFigures.Quantile(one, 0.95) * 1000:0} ms"));
        }

        console.Write(table);
        if (run.Workload.Duplicates is [var (line, repeats), ..])
        {
            environment.Error.WriteLine($"optpolicy: {run.Workload.Duplicates.Count} tasks repeat earlier ones (line {line} repeats line {repeats}): they make intervals narrower than they are");
        }

        if (run.Errors > 0)
        {
            environment.Error.WriteLine($"optpolicy: {run.Errors} tasks ended in an error, which counts as not solved; the first: {run.Outcomes.First(static o => o.Error is not null).Error}");
        }

        if (evaluation.Pairs is { Baseline: 0 })
        {
            environment.Out.WriteLine("the original solves none of the tasks: there is nothing to compare");
        }
        else if (evaluation.Pairs is { } pairs)
        {
            var drop = PairedRatio.Drop(pairs);
            environment.Out.WriteLine(Text($"lost {pairs.BaselineOnly}, won {pairs.CandidateOnly}: a drop of {drop.Value * 100:0.0} % of what the original solves, 95 % interval {drop.Low * 100:0.0} … {drop.High * 100:0.0}; McNemar exact p {McNemar.Exact(pairs.BaselineOnly, pairs.CandidateOnly):0.0000}"));
        }
    }

    private static void WriteTexts(IAnsiConsole console, Evaluation evaluation)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("model").AddColumn(new TableColumn("texts").RightAligned()).AddColumn(new TableColumn("tokens").RightAligned()).AddColumn(new TableColumn("perplexity").RightAligned());
        foreach (var (name, losses) in Readings(evaluation))
        {
            table.AddRow(Markup.Escape(name), Text($"{losses.Count}"), Text($"{losses.Sum(static l => (long)l.Tokens):N0}"), Text($"{Evaluation.Perplexity(losses):0.000}"));
        }

        console.Write(table);
    }

    private static void WriteWrong(CliEnvironment environment, WorkloadRun run, int count)
    {
        foreach (var (task, outcome) in run.Workload.Tasks.Zip(run.Outcomes).Where(static pair => !pair.Second.IsRight).Take(count))
        {
            environment.Out.WriteLine($"line {task.Line}: {outcome.Error ?? outcome.Reason}");
            environment.Out.WriteLine($"  expected {Short(task.Expected)}");
            environment.Out.WriteLine($"  answered {Short(outcome.Answer)}");
        }
    }

    private static IEnumerable<(string Name, WorkloadRun Run)> Runs(Evaluation evaluation) =>
        evaluation.Against is { } against ? [(evaluation.Request.Against!.Name, against), (evaluation.Request.Model.Name, evaluation.Run!)] : [(evaluation.Request.Model.Name, evaluation.Run!)];

    private static IEnumerable<(string Name, IReadOnlyList<DocumentLoss> Losses)> Readings(Evaluation evaluation) =>
        evaluation.AgainstLosses.Count > 0 ? [(evaluation.Request.Against!.Name, evaluation.AgainstLosses), (evaluation.Request.Model.Name, evaluation.Losses)] : [(evaluation.Request.Model.Name, evaluation.Losses)];

    private static string Range(GateVerdict verdict) =>
        verdict.Low.Equals(verdict.High) || !double.IsFinite(verdict.High) ? "" : $" (at most {Value(verdict.Metric, verdict.High)} with 95 % confidence)";

    private static string Value(string metric, double value) => metric == "latency.p95" ? Text($"{value * 1000:0.#} ms") : Text($"{value * 100:0.##} %");

    private static string Short(string text)
    {
        var line = Generating.VisibleText.Of(text).ReplaceLineEndings(" ");
        return line.Length > AnswerLengthMax ? line[..AnswerLengthMax] + "…" : line;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
