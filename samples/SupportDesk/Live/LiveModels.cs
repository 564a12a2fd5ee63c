using System.ClientModel;
using System.ClientModel.Primitives;
using Microsoft.Extensions.AI;
using OpenAI;
using SupportSample.Traffic;

namespace SupportSample.Live;

/// <summary>Real models behind an OpenAI-compatible endpoint, in place of the recordings.</summary>
/// <param name="Mini">Name of the small model there.</param>
/// <param name="Premium">Name of the large model there.</param>
internal sealed record LiveModels(string Mini, string Premium)
{
    public const string KeyVariable = "OPENAI_API_KEY";

    public const string EndpointVariable = "OPENAI_BASE_URL";

    public static bool IsConfigured => Key is { Length: > 0 };

    private static string? Key => Environment.GetEnvironmentVariable(KeyVariable);

    /// <summary>Clients for the policy's two models. The small one says how sure it is, so that the cascade can judge its answers.</summary>
    /// <exception cref="TrafficException">There is no key.</exception>
    public SupportDeskModels Create()
    {
        if (Key is not { Length: > 0 } key)
            throw new TrafficException($"--live needs an API key in {KeyVariable} (and, for another endpoint than OpenAI's, its address in {EndpointVariable})");

        // The policy retries and times out, so the SDK must not.
        var options = new OpenAIClientOptions { RetryPolicy = new ClientRetryPolicy(0), NetworkTimeout = TimeSpan.FromMinutes(5) };
        if (Environment.GetEnvironmentVariable(EndpointVariable) is { Length: > 0 } endpoint)
        {
            options.Endpoint = Uri.TryCreate(endpoint, UriKind.Absolute, out var address)
                ? address
                : throw new TrafficException($"{EndpointVariable} is not an address: {endpoint}");
        }

        var client = new OpenAIClient(new ApiKeyCredential(key), options);
        return new SupportDeskModels
        {
            Mini = new LogprobConfidence(client.GetChatClient(Mini).AsIChatClient()),
            Premium = client.GetChatClient(Premium).AsIChatClient(),
        };
    }
}
