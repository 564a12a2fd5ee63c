using System.CommandLine;
using OptPolicy.Cli.Caching;
using OptPolicy.Cli.Caching.Deciding;
using OptPolicy.Cli.Caching.Labels;
using OptPolicy.Cli.Caching.Output;
using OptPolicy.Cli.Caching.Tuning;
using OptPolicy.Cli.LocalModels;
using OptPolicy.Cli.Output;
using OptPolicy.Cli.Sources;
using OptPolicy.Language.Importing;
using OptPolicy.Language.LocalModels;

namespace OptPolicy.Cli.Commands;

/// <summary><c>optpolicy tune</c>: what similarity means for a policy's semantic cache, from labelled pairs.</summary>
internal static class TuneCommand
{
    private const double UsualShare = 0.01;

    public static Command Create(CliEnvironment environment)
    {
        var file = CommonOptions.File();
        var pairs = CacheOptions.Pairs();
        var stream = CacheOptions.Stream();
        var policy = CacheOptions.Policy();
        var share = CacheOptions.Share("The share of wrong hits to keep to; the policy's max_false_hits when not given, else 1%.");
        var output = new Option<string?>("--out") { Description = $"The calibration to write, *{CalibrationFile.Suffix}; the one that the policy names when not given.", HelpName = "FILE" };
        var seed = new Option<int>("--seed") { Description = "Of the division into what is fitted and what is held out.", HelpName = "N", DefaultValueFactory = static _ => 1 };
        var format = CommonOptions.Format(OutputFormat.Text, OutputFormat.Json);
        var command = new Command("tune", "Fits a semantic cache to labelled pairs: which threshold keeps a share of wrong hits, and the calibration that max_false_hits reads.") { file, pairs, stream, policy, share, output, seed, format };
        command.Validators.Add(result => CacheOptions.RequireLabels(result, pairs, stream));
        command.SetAction((parsed, cancellation) => CacheCommandRun.RunAsync(environment, () => RunAsync(
            environment,
            parsed.GetValue(file)!,
            parsed.GetValue(policy),
            parsed.GetValue(pairs) ?? [],
            parsed.GetValue(stream) ?? [],
            parsed.GetValue(share),
            parsed.GetValue(output),
            parsed.GetValue(seed),
            parsed.GetValue(format),
            cancellation)));
        return command;
    }

    private static async Task<int> RunAsync(
        CliEnvironment environment, string file, string? policy, string[] pairFiles, string[] streamFiles, double? share, string? output, int seed, OutputFormat format, CancellationToken cancellationToken)
    {
        var labelled = PairFile.Read(environment, pairFiles);
        var questions = QuestionStream.Read(environment, streamFiles, seed);
        if (output is not null && !output.EndsWith(CalibrationFile.Suffix, StringComparison.Ordinal)) return LocalModelCommand.Fail(environment, $"the name of a calibration ends in {CalibrationFile.Suffix}, so that builds find it; not '{output}'");

        using var cache = OpenedCache.Open(environment, file, policy, withCalibration: false);
        var target = Target(environment, cache, output);
        var asked = share ?? cache.Settings.MostFalseHits ?? UsualShare;
        var labels = questions.IsEmpty ? labelled : await LiveStatus.RunAsync(environment, "looking for neighbours", async progress =>
            PairSet.Of([.. labelled.Pairs, .. await StreamPairs.FindAsync(cache, questions, progress, cancellationToken)]));
        if (labels.Pairs.IsEmpty) return LocalModelCommand.Fail(environment, "the files hold no labelled pair");
        var tuning = await LiveStatus.RunAsync(environment, "embedding", progress => CacheTuning.RunAsync(cache, labels, asked, target is not null, seed, environment.Clock, progress, cancellationToken));
        var written = tuning is { Fit: { } fit, IsContradicted: false } ? target : null;
        if (written is not null && AtomicFile.TryWrite(written, CalibrationWriter.Write(tuning, tuning.Fit!)) is { } problem)
            return LocalModelCommand.Fail(environment, $"cannot write '{environment.Display(written)}': {problem}");

        if (format == OutputFormat.Json) TuningJson.Write(environment, tuning, written is null ? null : environment.Display(written));
        else WriteText(environment, cache, tuning, written);
        return tuning.IsProven ? ExitCode.Ok : ExitCode.Findings;
    }

    // A policy that goes by its threshold gets advice; a calibration is written where one is named, asked for, or about to be needed.
    private static string? Target(CliEnvironment environment, OpenedCache cache, string? output)
    {
        if (output is not null) return environment.Resolve(output);
        if (cache.Loaded.Declaration.SemanticCache!.CalibrationFile is { } named) return ImportPath.Resolve(cache.Path, named);
        return cache.Settings.MostFalseHits is null ? null : Path.ChangeExtension(cache.Path, null) + CalibrationFile.Suffix;
    }

    private static void WriteText(CliEnvironment environment, OpenedCache cache, CacheTuning tuning, string? written)
    {
        TuningText.Write(environment, tuning);
        if (written is null) return;
        environment.Out.WriteLine($"wrote {environment.Display(written)}");
        if (cache.Loaded.Declaration.SemanticCache!.CalibrationFile is null)
            environment.Out.WriteLine($"add to 'cache semantic': calibration: \"{Path.GetRelativePath(Path.GetDirectoryName(cache.Path)!, written).Replace('\\', '/')}\"");
    }
}
