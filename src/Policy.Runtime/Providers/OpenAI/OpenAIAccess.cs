using System.ClientModel;
using System.ClientModel.Primitives;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenAI;

namespace OptPolicy;

/// <summary>Addresses and keys of endpoints that speak OpenAI's protocol.</summary>
internal static class OpenAIAccess
{
    private const string DefaultKeyName = "OPENAI_API_KEY";
    private const string BaseAddressName = "OPENAI_BASE_URL";

    // Attempts end by the policy's own timeouts; this only frees a connection whose peer vanished without a word.
    private static readonly TimeSpan NetworkTimeout = TimeSpan.FromHours(1);

    /// <summary>A client.</summary>
    /// <param name="who">Policy and model or embedder, for messages.</param>
    /// <param name="endpoint">The base address; <see langword="null"/> for the configured one or the provider's own.</param>
    /// <param name="keyName">Where the key is; <see langword="null"/> for the usual place.</param>
    /// <param name="services">Where configuration is looked up.</param>
    /// <exception cref="PolicyConfigurationException">The address makes no sense, or there is no key.</exception>
    public static OpenAIClient Client(string who, string? endpoint, string? keyName, IServiceProvider? services)
    {
        var configuration = services?.GetService<IConfiguration>();
        var address = Endpoint(who, endpoint, configuration);
        var options = new OpenAIClientOptions
        {
            // Retries are the policy's: hidden ones would be neither budgeted nor traced.
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
            NetworkTimeout = NetworkTimeout,
        };
        if (address is not null)
            options.Endpoint = address;

        return new OpenAIClient(Key(who, keyName, configuration, address), options);
    }

    private static Uri? Endpoint(string who, string? endpoint, IConfiguration? configuration)
    {
        var (text, source) = endpoint is not null ? (endpoint, "setting 'endpoint'") : (Value(configuration, BaseAddressName), BaseAddressName);
        if (string.IsNullOrWhiteSpace(text))
            return null;

        return Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? uri
            : throw new PolicyConfigurationException($"{who}: {source} is not an http or https address. Write it like \"https://host/v1\".");
    }

    private static ApiKeyCredential Key(string who, string? keyName, IConfiguration? configuration, Uri? endpoint)
    {
        var name = keyName ?? DefaultKeyName;
        if (Value(configuration, name) is { Length: > 0 } key)
            return new ApiKeyCredential(key);

        // Servers on this machine (llama.cpp, vLLM, Ollama) usually want no key, but the SDK insists on one.
        if (keyName is null && endpoint is { IsLoopback: true })
            return new ApiKeyCredential("none");

        throw new PolicyConfigurationException(
            $"{who}: no API key. Set the environment variable or configuration value '{name}', or name another one with the setting 'api_key: env(\"NAME\")'.");
    }

    private static string? Value(IConfiguration? configuration, string name) =>
        configuration?[name] is { Length: > 0 } configured ? configured : Environment.GetEnvironmentVariable(name);
}
