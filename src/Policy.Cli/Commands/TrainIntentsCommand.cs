using System.CommandLine;
using System.Globalization;
using OptPolicy.Cli.Caching;
using OptPolicy.Cli.Intents;
using OptPolicy.Cli.LocalModels;
using OptPolicy.Cli.Output;
using OptPolicy.Cli.Sources;
using OptPolicy.Kernels.Embedding;

namespace OptPolicy.Cli.Commands;

/// <summary><c>optpolicy train intents</c>: labelled questions become the file that <c>trained</c> of an <c>intents</c> block names.</summary>
internal static class TrainIntentsCommand
{
    private const int Seed = 1;

    public static Command Create(CliEnvironment environment)
    {
        var questions = new Argument<string>("questions") { Description = "JSON lines of {\"text\": …, \"intent\": …}." };
        var output = new Option<string>("--out") { Description = $"The file to write, *{TrainedHeadFile.Suffix}.", Required = true, HelpName = "FILE" };
        var embedder = new Option<string?>("--embedder") { Description = "The folder of the embedder that the set names with 'embed'; the shipped one when not given.", HelpName = "MODEL" };
        var keep = new Option<double>("--keep") { Description = "The share of questions of these intents that may not be taken for 'none', 0.5 to 0.999.", HelpName = "SHARE", DefaultValueFactory = static _ => 0.95 };
        keep.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<double>() is < 0.5 or > 0.999) result.AddError("--keep takes a share from 0.5 to 0.999.");
        });
        var command = new Command("intents", "Trains the recognition of intents on labelled questions, in this process.") { questions, output, embedder, keep };
        command.SetAction((parsed, cancellation) => CacheCommandRun.RunAsync(environment, () => RunAsync(
            environment, parsed.GetRequiredValue(questions), parsed.GetRequiredValue(output), parsed.GetValue(embedder), parsed.GetValue(keep), cancellation)));
        return command;
    }

    private static async Task<int> RunAsync(CliEnvironment environment, string questions, string output, string? model, double keep, CancellationToken cancellationToken)
    {
        var (source, target) = (environment.Resolve(questions), environment.Resolve(output));
        if (!File.Exists(source)) return LocalModelCommand.Fail(environment, $"there is no file '{questions}'");
        if (!target.EndsWith(TrainedHeadFile.Suffix, StringComparison.Ordinal)) return LocalModelCommand.Fail(environment, $"the name of a trained set ends in {TrainedHeadFile.Suffix}; not '{output}'");
        var labelled = LabelledQuestions.Read(source, environment.Display(source));
        var folder = model is null ? Path.Combine(AppContext.BaseDirectory, EmbedderHost.ShippedFolder) : environment.Resolve(model);
        if (!Directory.Exists(folder)) return LocalModelCommand.Fail(environment, $"there is no model folder '{model ?? folder}'");

        using var generator = OnnxEmbeddingGenerator.Open(folder);
        var (head, check) = await LiveStatus.RunAsync(environment, "embedding", progress => Task.Run(() => Train(labelled, generator, keep, progress, cancellationToken), cancellationToken));
        if (AtomicFile.TryWrite(target, TrainedHeadFile.Write(head)) is { } problem) return LocalModelCommand.Fail(environment, $"cannot write '{environment.Display(target)}': {problem}");

        environment.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{labelled.Rows.Length:N0} questions of {labelled.Names.Length:N0} intents. Of {check.Asked:N0} held out, {(double)check.Right / check.Asked:P1} went to the right intent, {(double)check.Recognised / check.Asked:P1} surely enough not to be 'none'."));
        environment.Out.WriteLine($"wrote {environment.Display(target)}. In the policy:");
        environment.Out.WriteLine();
        environment.Out.WriteLine($"intents {Path.GetFileNameWithoutExtension(target)} {{");
        environment.Out.WriteLine($"  trained: \"{environment.Display(target)}\"");
        foreach (var name in labelled.Names) environment.Out.WriteLine($"  intent {name} {{ }}");
        environment.Out.WriteLine("}");
        return ExitCode.Ok;
    }

    private static (TrainedHeadData Head, HeadCheck Check) Train(LabelledQuestions labelled, OnnxEmbeddingGenerator generator, double keep, IProgress<string> progress, CancellationToken cancellationToken)
    {
        var examples = new IntentExample[labelled.Rows.Length];
        for (var i = 0; i < examples.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var vector = new float[generator.Dimensions];
            generator.Generate(labelled.Rows[i].Text, vector);
            examples[i] = new(labelled.Rows[i].Text, labelled.Rows[i].Intent, vector);
            if (i % 100 == 0) progress.Report($"embedding {i}/{examples.Length}");
        }

        progress.Report("training");
        return TrainedHeadFit.Fit(labelled.Names, examples, generator.Fingerprint, keep, Seed, cancellationToken);
    }
}
