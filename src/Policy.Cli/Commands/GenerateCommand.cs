using System.CommandLine;
using System.Text.Json;
using OptPolicy.Cli.Generating;
using OptPolicy.Cli.LocalModels;
using OptPolicy.Cli.Output;
using OptPolicy.Kernels;
using OptPolicy.Kernels.Speculation;

namespace OptPolicy.Cli.Commands;

/// <summary><c>optpolicy generate</c>: one answer of a local model, as it comes.</summary>
internal static class GenerateCommand
{
    public static Command Create(CliEnvironment environment)
    {
        var model = ModelArgument.Create();
        var prompt = new Argument<string>("prompt") { Description = "The user's message, or - for standard input." };
        var system = new Option<string?>("--system") { Description = "The system message." };
        var maxTokens = Positive("--max-tokens", "Most tokens of the answer; what the context leaves when not given.");
        var temperature = new Option<float?>("--temperature") { Description = "Above 0, tokens are drawn; 0 takes the most probable one." };
        temperature.Validators.Add(static result =>
        {
            if (result.Tokens.Count > 0 && result.GetValueOrDefault<float?>() is not (>= 0 and <= 100))
            {
                result.AddError("--temperature takes a number from 0 on.");
            }
        });
        var seed = new Option<long?>("--seed") { Description = "Of the draws: equal seeds give equal answers." };
        var schema = new Option<string?>("--json-schema") { Description = "A JSON schema that the answer keeps to.", HelpName = "FILE" };
        var speculate = new Option<bool>("--speculate") { Description = "Draft tokens, also where the policy does not." };
        var plain = new Option<bool>("--no-speculate") { Description = "Decode one token a call." };
        var devices = ModelArgument.Devices();
        var stats = new Option<bool>("--stats") { Description = "Say afterwards, on standard error, how the answer came about." };
        var command = new Command("generate", "Asks a local model.") { model, prompt, system, maxTokens, temperature, seed, schema, speculate, plain, devices, stats };
        command.Validators.Add(result =>
        {
            if (result.GetValue(speculate) && result.GetValue(plain))
            {
                result.AddError("--speculate and --no-speculate exclude each other.");
            }
        });
        command.SetAction((parsed, cancellation) => LocalModelCommand.RunAsync(environment, async () =>
        {
            var (chosen, problem) = ModelArgument.Find(environment, parsed.GetValue(model)!);
            if (chosen is null)
            {
                return LocalModelCommand.Fail(environment, problem!);
            }

            var speculation = parsed.GetValue(plain) ? SpeculationOptions.Off
                : parsed.GetValue(speculate) && chosen.Speculation.MaxLookahead == 0 ? SpeculationOptions.Default
                : chosen.Speculation;
            var request = new GenerateRequest(chosen.On(ModelArgument.ReadDevices(parsed.GetValue(devices))) with { Speculation = speculation }, await ReadPromptAsync(environment, parsed.GetValue(prompt)!, cancellation))
            {
                System = parsed.GetValue(system),
                MaxTokens = parsed.GetValue(maxTokens),
                Temperature = parsed.GetValue(temperature),
                Seed = parsed.GetValue(seed),
            };
            if (parsed.GetValue(schema) is { } file)
            {
                try
                {
                    using var document = JsonDocument.Parse(await File.ReadAllTextAsync(environment.Resolve(file), cancellation));
                    request = request with { Schema = document.RootElement.Clone() };
                }
                catch (JsonException error)
                {
                    return LocalModelCommand.Fail(environment, $"{file}: not JSON: {error.Message}");
                }
            }

            return await RunAsync(environment, request, parsed.GetValue(stats), cancellation);
        }));
        return command;
    }

    private static async Task<int> RunAsync(CliEnvironment environment, GenerateRequest request, bool showsStatistics, CancellationToken cancellationToken)
    {
        var chosen = request.Model;
        var options = chosen.Options with { Lanes = 1, DraftFolder = chosen.DrafterFolder, Speculates = chosen.Speculation.MaxLookahead > 0 };
        using var model = await LiveStatus.RunAsync(environment, $"loading {chosen.Name}", progress => LocalModel.OpenAsync(chosen.Folder, options, new LoadLines(progress, chosen.Name), environment.Clock, cancellationToken));
        foreach (var rejected in model.Device.Rejected)
        {
            environment.Error.WriteLine($"optpolicy: not on {rejected.Kind}: {rejected.Reason}");
        }

        var statistics = await AnswerStream.WriteAsync(environment, model, request, cancellationToken);
        if (showsStatistics)
        {
            statistics.Write(environment.Error, model);
        }

        return ExitCode.Ok;
    }

    private static async Task<string> ReadPromptAsync(CliEnvironment environment, string prompt, CancellationToken cancellationToken)
    {
        if (prompt != "-")
        {
            return prompt;
        }

        using var reader = new StreamReader(environment.OpenInput());
        return await reader.ReadToEndAsync(cancellationToken);
    }

    private static Option<int?> Positive(string name, string description)
    {
        var option = new Option<int?>(name) { Description = description };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.GetValueOrDefault<int?>() is not > 0)
            {
                result.AddError($"{name} takes a number from 1 on.");
            }
        });
        return option;
    }
}
