using System.CommandLine;
using System.Text.Json;
using OptPolicy.Cli.Caching;
using OptPolicy.Cli.Caching.Output;
using OptPolicy.Cli.Caching.Stored;
using OptPolicy.Cli.Explaining;
using OptPolicy.Cli.LocalModels;
using OptPolicy.Cli.Output;

namespace OptPolicy.Cli.Commands;

/// <summary><c>optpolicy cache explain</c>: why a stored answer is, or is not, served for a question.</summary>
internal static class CacheExplainCommand
{
    public static Command Create(CliEnvironment environment)
    {
        var file = CommonOptions.File();
        var question = new Argument<string?>("question") { Description = "The user's message.", Arity = ArgumentArity.ZeroOrOne };
        var request = new Option<string?>("--request") { Description = "A JSON file with messages, options and facts: everything but the last words must be as the app sends it.", HelpName = "r.json" };
        var set = new Option<string[]>("--set") { Description = "Pins a fact, for example --set tenant=acme --set user=u1.", HelpName = "fact=value", AllowMultipleArgumentsPerToken = true };
        var store = CacheOptions.Store();
        var policy = CacheOptions.Policy();
        var verify = new Option<bool>("--verify") { Description = "Asks the verifier where the cache would; a model that verifies is called." };
        var format = CommonOptions.Format(OutputFormat.Text, OutputFormat.Json);
        var command = new Command("explain", "Shows the nearest stored questions, what guards, rule and verifier say of each, and which is served. Changes nothing; the app may run meanwhile.") { file, question, request, set, store, policy, verify, format };
        command.Validators.Add(result =>
        {
            if ((result.GetValue(question) is null) == (result.GetValue(request) is null))
                result.AddError("Give either a question or --request r.json.");
        });
        command.SetAction((parsed, cancellation) => CacheCommandRun.RunAsync(environment, () => RunAsync(
            environment,
            () => StoredCache.Open(environment, parsed.GetValue(file)!, parsed.GetValue(policy), parsed.GetValue(store)),
            () => parsed.GetValue(question) is { } text ? RequestFile.OfPrompt(text) : RequestFile.Parse(File.ReadAllText(environment.Resolve(parsed.GetValue(request)!))),
            parsed.GetValue(set) ?? [],
            parsed.GetValue(verify),
            parsed.GetValue(format),
            cancellation)));
        return command;
    }

    private static async Task<int> RunAsync(
        CliEnvironment environment, Func<StoredCache> open, Func<RequestFile> read, string[] pins, bool verifies, OutputFormat format, CancellationToken cancellationToken)
    {
        RequestFile request;
        try
        {
            request = read();
        }
        catch (JsonException e)
        {
            return LocalModelCommand.Fail(environment, $"the request cannot be read: {e.Message}");
        }

        if (pins.FirstOrDefault(static pin => pin.IndexOf('=') <= 0) is { } odd) return LocalModelCommand.Fail(environment, $"--set takes fact=value, not '{odd}'");
        KeyValuePair<string, string>[] facts = [.. request.Facts, .. pins.Select(static pin => KeyValuePair.Create(pin[..pin.IndexOf('=')].Trim(), pin[(pin.IndexOf('=') + 1)..].Trim()))];
        var probe = new RequestFacts(request.Messages, request.Options);
        if (facts.Select(fact => FactPin.Apply(probe, fact.Key, fact.Value)).FirstOrDefault(static p => p is not null) is { } problem) return LocalModelCommand.Fail(environment, problem);

        using var cache = open();
        var explained = await ExplainedQuestion.AskAsync(cache, request.Messages, request.Options, Pin, verifies, cancellationToken);
        if (format == OutputFormat.Json) ExplainedQuestionJson.Write(environment, cache.Policy.Name, explained);
        else ExplainedQuestionText.Write(environment, cache.Policy.Name, explained);
        return ExitCode.Ok;

        void Pin(RequestFacts asked)
        {
            foreach (var (name, value) in facts)
                FactPin.Apply(asked, name, value);
        }
    }
}
