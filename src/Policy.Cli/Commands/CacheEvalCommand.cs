using System.CommandLine;
using OptPolicy.Cli.Caching;
using OptPolicy.Cli.Caching.Deciding;
using OptPolicy.Cli.Caching.Evaluating;
using OptPolicy.Cli.Caching.Labels;
using OptPolicy.Cli.Caching.Output;
using OptPolicy.Cli.LocalModels;
using OptPolicy.Cli.Output;
using OptPolicy.Cli.Sources;

namespace OptPolicy.Cli.Commands;

/// <summary><c>optpolicy cache eval</c>: what a policy's semantic cache serves, and how much of it is wrong.</summary>
internal static class CacheEvalCommand
{
    private const double UsualShare = 0.01;

    public static Command Create(CliEnvironment environment)
    {
        var file = CommonOptions.File();
        var pairs = CacheOptions.Pairs();
        var stream = CacheOptions.Stream();
        var policy = CacheOptions.Policy();
        var share = CacheOptions.Share("The share of wrong hits to compare with; the policy's max_false_hits when not given, else 1%.");
        var report = new Option<string?>("--report") { Description = "An HTML page to write, with the chart.", HelpName = "FILE" };
        var seed = new Option<int>("--seed") { Description = "Of the order of questions that were written as groups.", HelpName = "N", DefaultValueFactory = static _ => 1 };
        var format = CommonOptions.Format(OutputFormat.Text, OutputFormat.Json);
        var command = new Command("eval", "Measures the semantic cache on labelled pairs or a stream of answered questions: hit rate, wrong hits, reasons, thresholds, time and money. No model that answers is called.") { file, pairs, stream, policy, share, report, seed, format };
        command.Validators.Add(result => CacheOptions.RequireLabels(result, pairs, stream));
        command.SetAction((parsed, cancellation) => CacheCommandRun.RunAsync(environment, async () =>
        {
            var labelled = PairFile.Read(environment, parsed.GetValue(pairs) ?? []);
            var questions = QuestionStream.Read(environment, parsed.GetValue(stream) ?? [], parsed.GetValue(seed));
            using var cache = OpenedCache.Open(environment, parsed.GetValue(file)!, parsed.GetValue(policy));
            var wanted = parsed.GetValue(share) ?? cache.Settings.MostFalseHits ?? UsualShare;
            var evaluation = await LiveStatus.RunAsync(environment, "embedding", async progress =>
            {
                var labels = questions.IsEmpty ? labelled : PairSet.Of([.. labelled.Pairs, .. await StreamPairs.FindAsync(cache, questions, progress, cancellation)]);
                return await CacheEvaluation.RunAsync(cache, labels, questions, wanted, environment.Clock, progress, cancellation);
            });
            if (parsed.GetValue(report) is { } page && AtomicFile.TryWrite(environment.Resolve(page), EvaluationPage.Write(evaluation, wanted)) is { } problem)
                return LocalModelCommand.Fail(environment, $"cannot write '{page}': {problem}");
            if (parsed.GetValue(format) == OutputFormat.Json) EvaluationJson.Write(environment, evaluation);
            else EvaluationText.Write(environment, evaluation, wanted);
            return ExitCode.Ok;
        }));
        return command;
    }
}
