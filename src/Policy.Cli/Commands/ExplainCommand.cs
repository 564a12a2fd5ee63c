using System.CommandLine;
using System.Text.Json;
using OptPolicy.Cli.Explaining;
using OptPolicy.Cli.Output;
using OptPolicy.Cli.Sources;
using OptPolicy.Cli.Testing;
using OptPolicy.Hosting;

namespace OptPolicy.Cli.Commands;

/// <summary><c>optpolicy explain</c>: where one request goes and why not elsewhere.</summary>
internal static class ExplainCommand
{
    public static Command Create(CliEnvironment environment)
    {
        var file = CommonOptions.File();
        var prompt = new Option<string?>("--prompt") { Description = "The user's message." };
        var request = new Option<string?>("--request") { Description = "A JSON file with messages, options and facts.", HelpName = "r.json" };
        var policy = new Option<string?>("--policy") { Description = "Which policy, when the file has several." };
        var set = new Option<string[]>("--set") { Description = "Pins a fact, for example --set user.tier=pro --set input.tokens=2ktok.", HelpName = "fact=value", AllowMultipleArgumentsPerToken = true };
        var format = CommonOptions.Format(OutputFormat.Text, OutputFormat.Json);
        var command = new Command("explain", "Shows which rule a request takes, why the rules above do not hold, and what it can cost.") { file, prompt, request, policy, set, format };
        command.Validators.Add(result =>
        {
            if ((result.GetValue(prompt) is null) == (result.GetValue(request) is null))
            {
                result.AddError("Give either --prompt \"…\" or --request r.json.");
            }
        });
        command.SetAction(parsed => Run(
            environment,
            parsed.GetValue(file)!,
            parsed.GetValue(policy),
            () => parsed.GetValue(prompt) is { } text ? RequestFile.OfPrompt(text) : RequestFile.Parse(File.ReadAllText(environment.Resolve(parsed.GetValue(request)!))),
            parsed.GetValue(set) ?? [],
            parsed.GetValue(format)));
        return command;
    }

    private static int Run(CliEnvironment environment, string file, string? policyName, Func<RequestFile> read, string[] pins, OutputFormat format)
    {
        var sources = SourceLoader.Load(environment, [file]);
        if (sources.Roots.IsEmpty)
        {
            var unread = new Findings(sources.Problems, sources);
            unread.Write(environment with { Out = environment.Error }, OutputFormat.Text);
            return unread.ExitCode;
        }

        using var loaded = HostedFile.Load(environment, sources, sources.Roots[0]);
        if (loaded.HasErrors)
        {
            var broken = new Findings(loaded.Diagnostics, sources);
            broken.Write(environment with { Out = environment.Error }, OutputFormat.Text);
            return broken.ExitCode;
        }

        RequestFile request;
        try
        {
            request = read();
        }
        catch (JsonException e)
        {
            return Fail(environment, $"the request cannot be read: {e.Message}");
        }

        var facts = new RequestFacts(request.Messages, request.Options);
        if (Choose(loaded, policyName, out var problem) is not { } policy || (problem = Pin(facts, request, pins)) is not null)
        {
            return Fail(environment, problem!);
        }

        var explanation = RequestExplainer.Explain(policy, facts, sources.Find);
        if (format == OutputFormat.Json)
        {
            ExplanationJson.Write(environment, explanation);
        }
        else
        {
            ExplanationText.Write(environment, explanation);
        }

        return ExitCode.Ok;
    }

    private static LoadedPolicy? Choose(LoadedPolicies loaded, string? name, out string? problem)
    {
        var names = string.Join(", ", loaded.Policies.Select(static p => p.Declaration.Name));
        var chosen = name is null ? loaded.Policies : [.. loaded.Policies.Where(p => p.Declaration.Name == name)];
        problem = chosen switch
        {
            [] when name is null => "the file declares no policy",
            [] => $"there is no policy '{name}'; the file has {names}",
            [_] => null,
            _ => $"the file has several policies; choose one with --policy: {names}",
        };
        return problem is null ? chosen[0] : null;
    }

    private static string? Pin(RequestFacts facts, RequestFile request, string[] pins)
    {
        foreach (var pin in pins)
        {
            if (pin.IndexOf('=') <= 0)
            {
                return $"--set takes fact=value, not '{pin}'";
            }
        }

        var all = request.Facts.Concat(pins.Select(static pin => KeyValuePair.Create(pin[..pin.IndexOf('=')].Trim(), pin[(pin.IndexOf('=') + 1)..].Trim())));
        return all.Select(pin => FactPin.Apply(facts, pin.Key, pin.Value)).FirstOrDefault(static problem => problem is not null);
    }

    private static int Fail(CliEnvironment environment, string problem)
    {
        environment.Error.WriteLine($"optpolicy: {problem}");
        return ExitCode.Usage;
    }
}
