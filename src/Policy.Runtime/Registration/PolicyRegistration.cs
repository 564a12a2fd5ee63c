using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OptPolicy.Kernels;

namespace OptPolicy;

/// <summary>Puts a compiled policy into an app's services or into a chat client's pipeline. Called by generated code.</summary>
public static class PolicyRegistration
{
    /// <summary>Registers the policy as the app's <see cref="IChatClient"/>.</summary>
    /// <param name="services">The app's services.</param>
    /// <param name="policy">Makes the policy.</param>
    /// <param name="models">Makes a client for each model in slot order; <see langword="null"/> entries are created by the policy's providers.</param>
    /// <param name="configure">Sets what the host supplies.</param>
    /// <returns>A builder for middleware around the policy.</returns>
    public static ChatClientBuilder Add(
        IServiceCollection services,
        Func<IServiceProvider, CompiledPolicy> policy,
        Func<IServiceProvider, IReadOnlyList<IChatClient?>> models,
        Action<PolicyChatClientOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(models);
        services.AddHybridCache();
        services.TryAddSingleton(static _ => new LocalModelRegistry());
        return services.AddChatClient(provider => Create(provider, policy(provider), models(provider), configure));
    }

    /// <summary>Puts the policy around a pipeline's inner client.</summary>
    /// <param name="builder">The pipeline.</param>
    /// <param name="policy">Makes the policy.</param>
    /// <param name="models">Makes a client for each model in slot order from the inner client; <see langword="null"/> entries are created by the policy's providers.</param>
    /// <param name="configure">Sets what the host supplies.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>The inner client is disposed with the pipeline, as by any other middleware.</remarks>
    public static ChatClientBuilder Use(
        ChatClientBuilder builder,
        Func<IServiceProvider, CompiledPolicy> policy,
        Func<IChatClient, IServiceProvider, IReadOnlyList<IChatClient?>> models,
        Action<PolicyChatClientOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(models);
        return builder.Use((inner, provider) =>
        {
            var client = Create(provider, policy(provider), models(inner, provider), configure);
            client.Own(inner);
            return client;
        });
    }

    private static PolicyChatClient Create(IServiceProvider provider, CompiledPolicy policy, IReadOnlyList<IChatClient?> models, Action<PolicyChatClientOptions>? configure)
    {
        var options = new PolicyChatClientOptions();
        configure?.Invoke(options);
        return new(policy, models, options, provider);
    }
}
