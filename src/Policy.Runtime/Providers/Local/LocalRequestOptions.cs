using Microsoft.Extensions.AI;
using OptPolicy.Kernels.Chat;

namespace OptPolicy;

/// <summary>What a request tells a local model beyond the caller's options.</summary>
internal static class LocalRequestOptions
{
    /// <summary>
    /// Keeps what a model remembers of prompts and answers within the tenant: a cached prompt answers sooner, and that difference would tell
    /// one tenant what another one asked.
    /// </summary>
    /// <param name="options">The outgoing options; not changed.</param>
    /// <param name="tenant">The tenant; empty when the host names none.</param>
    public static ChatOptions? WithinTenant(ChatOptions? options, string tenant)
    {
        if (tenant.Length == 0)
            return options;
        var scoped = options?.Clone() ?? new ChatOptions();
        var callers = scoped.RawRepresentationFactory;
        scoped.RawRepresentationFactory = client =>
        {
            var own = callers?.Invoke(client) as KernelsChatOptions ?? new KernelsChatOptions();
            return own with { Scope = own.Scope is null ? tenant : $"{tenant}/{own.Scope}" };
        };
        return scoped;
    }
}
