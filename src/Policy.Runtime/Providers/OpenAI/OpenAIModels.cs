using System.ClientModel;
using System.ClientModel.Primitives;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenAI;

namespace OptPolicy;

/// <summary>Clients of OpenAI and of endpoints that speak its protocol.</summary>
internal static class OpenAIModels
{
    private const string DefaultKeyName = "OPENAI_API_KEY";
    private const string BaseAddressName = "OPENAI_BASE_URL";

    // Attempts end by the policy's own timeouts; this only frees a connection whose peer vanished without a word.
    private static readonly TimeSpan NetworkTimeout = TimeSpan.FromHours(1);

    public static IChatClient Create(string policy, ModelInfo model, IServiceProvider? services)
    {
        var configuration = services?.GetService<IConfiguration>();
        var endpoint = Endpoint(policy, model, configuration);
        var options = new OpenAIClientOptions
        {
            // Retries are the policy's: hidden ones would be neither budgeted nor traced.
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
            NetworkTimeout = NetworkTimeout,
        };
        if (endpoint is not null)
            options.Endpoint = endpoint;

        return new OpenAIClient(Key(policy, model, configuration, endpoint), options)
            .GetChatClient(model.ProviderArgument ?? model.Name)
            .AsIChatClient();
    }

    private static Uri? Endpoint(string policy, ModelInfo model, IConfiguration? configuration)
    {
        var (text, source) = model.Endpoint is { } declared
            ? (declared, "setting 'endpoint'")
            : (Value(configuration, BaseAddressName), BaseAddressName);
        if (string.IsNullOrWhiteSpace(text))
            return null;

        return Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? uri
            : throw new PolicyConfigurationException($"Policy '{policy}', model '{model.Name}': {source} is not an http or https address. Write it like \"https://host/v1\".");
    }

    private static ApiKeyCredential Key(string policy, ModelInfo model, IConfiguration? configuration, Uri? endpoint)
    {
        var name = model.ApiKeyName ?? DefaultKeyName;
        if (Value(configuration, name) is { Length: > 0 } key)
            return new ApiKeyCredential(key);

        // Servers on this machine (llama.cpp, vLLM, Ollama) usually want no key, but the SDK insists on one.
        if (model.ApiKeyName is null && endpoint is { IsLoopback: true })
            return new ApiKeyCredential("none");

        throw new PolicyConfigurationException(
            $"Policy '{policy}', model '{model.Name}': no API key. Set the environment variable or configuration value '{name}', or name another one with the setting 'api_key: env(\"NAME\")'.");
    }

    private static string? Value(IConfiguration? configuration, string name) =>
        configuration?[name] is { Length: > 0 } configured ? configured : Environment.GetEnvironmentVariable(name);
}
