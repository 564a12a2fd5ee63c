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
    /// <param name="hint">An earlier answer that this one may resemble, to speculate with; never output by itself.</param>
    public static ChatOptions? For(ChatOptions? options, string tenant, string? hint)
    {
        if (tenant.Length == 0 && hint is null)
            return options;
        var scoped = options?.Clone() ?? new ChatOptions();
        var callers = scoped.RawRepresentationFactory;
        scoped.RawRepresentationFactory = client =>
        {
            var own = callers?.Invoke(client) as KernelsChatOptions ?? new KernelsChatOptions();
            var scope = tenant.Length == 0 ? own.Scope : own.Scope is null ? tenant : $"{tenant}/{own.Scope}";
            return own with { Scope = scope, DraftHints = hint is null ? own.DraftHints : [.. own.DraftHints, hint] };
        };
        return scoped;
    }
}
