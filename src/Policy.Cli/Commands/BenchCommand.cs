using System.CommandLine;
using OptPolicy.Cli.Benchmarking;
using OptPolicy.Cli.LocalModels;
using OptPolicy.Cli.Output;

namespace OptPolicy.Cli.Commands;

/// <summary><c>optpolicy bench</c>: what a local model does on this machine.</summary>
internal static class BenchCommand
{
    private const int TokensMax = 100_000;

    public static Command Create(CliEnvironment environment)
    {
        var model = ModelArgument.Create();
        var tokens = new Option<int>("--tokens") { Description = "Tokens of each answer.", DefaultValueFactory = static _ => 128 };
        tokens.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<int>() is < 2 or > TokensMax)
            {
                result.AddError($"--tokens takes a number from 2 to {TokensMax}.");
            }
        });
        var prompt = new Option<string?>("--prompt-file") { Description = "A text file that is continued; a text with repetitions when not given.", HelpName = "FILE" };
        var draft = new Option<string?>("--draft") { Description = "A smaller model with the same tokenizer, to measure as a drafter.", HelpName = "MODEL" };
        var devices = ModelArgument.Devices();
        var format = CommonOptions.Format(OutputFormat.Text, OutputFormat.Json);
        var command = new Command("bench", "Measures a local model: prompt and decoding speed, speculation, exactness, memory.") { model, tokens, prompt, draft, devices, format };
        command.SetAction((parsed, cancellation) => LocalModelCommand.RunAsync(environment, async () =>
        {
            var (chosen, problem) = Choose(environment, parsed.GetValue(model)!, parsed.GetValue(devices));
            var drafter = parsed.GetValue(draft) is { } other ? Choose(environment, other, parsed.GetValue(devices)) : default;
            if ((problem ?? drafter.Problem) is { } message)
            {
                return LocalModelCommand.Fail(environment, message);
            }

            var text = parsed.GetValue(prompt) is { } file ? await File.ReadAllTextAsync(environment.Resolve(file), cancellation) : BenchmarkRequest.DefaultPrompt;
            var request = new BenchmarkRequest(chosen!, drafter.Model ?? DrafterOf(chosen!), text, parsed.GetValue(tokens));
            var report = await LiveStatus.RunAsync(environment, "starting", progress => Task.Run(() => ModelBenchmark.RunAsync(request, progress, cancellation), cancellation));
            if (parsed.GetValue(format) == OutputFormat.Json)
            {
                BenchmarkJson.Write(environment, report);
            }
            else
            {
                BenchmarkText.Write(environment, report);
            }

            // A drafter that changes an answer although it must not is a finding.
            return report.Decoding.All(static run => run.IsSame) || report.Certificate is not { IsExact: true } ? ExitCode.Ok : ExitCode.Findings;
        }));
        return command;
    }

    private static (ChosenModel? Model, string? Problem) Choose(CliEnvironment environment, string argument, string? devices)
    {
        var (model, problem) = ModelArgument.Find(environment, argument);
        return (model?.On(ModelArgument.ReadDevices(devices)), problem);
    }

    /// <summary>The draft model or head that the policy names.</summary>
    private static ChosenModel? DrafterOf(ChosenModel model) =>
        model.DrafterFolder is { } folder ? new ChosenModel(Path.GetFileName(folder), folder) { Options = model.Options } : null;
}
