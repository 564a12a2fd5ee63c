using Microsoft.Extensions.AI;

namespace OptPolicy;

/// <summary>The options that a provider sees: without this library's keys and without the caller's model, which the policy decides.</summary>
internal static class OutgoingOptions
{
    /// <summary>The caller's own options when nothing has to change, else a changed clone.</summary>
    /// <param name="options">The caller's options; not changed.</param>
    /// <param name="maxOutputTokens">The limit that makes a reservation hold; 0 for none.</param>
    public static ChatOptions? For(ChatOptions? options, long maxOutputTokens)
    {
        var limit = maxOutputTokens > 0 && (options?.MaxOutputTokens is not { } asked || asked > maxOutputTokens)
            ? (int)Math.Min(maxOutputTokens, int.MaxValue)
            : (int?)null;
        if (options is null) return limit is null ? null : new ChatOptions { MaxOutputTokens = limit };

        var hasOwnKeys = HasOwnKeys(options.AdditionalProperties);
        if (limit is null && options.ModelId is null && !hasOwnKeys) return options;

        var outgoing = options.Clone();
        outgoing.ModelId = null;
        outgoing.MaxOutputTokens = limit ?? options.MaxOutputTokens;
        if (hasOwnKeys)
        {
            var rest = new AdditionalPropertiesDictionary();
            foreach (var (key, value) in options.AdditionalProperties!)
            {
                if (!IsOwn(key)) rest[key] = value;
            }

            outgoing.AdditionalProperties = rest.Count == 0 ? null : rest;
        }

        return outgoing;
    }

    /// <summary>Whether a key belongs to this library.</summary>
    public static bool IsOwn(string key) => key.StartsWith(RequestProperties.Prefix, StringComparison.OrdinalIgnoreCase);

    private static bool HasOwnKeys(AdditionalPropertiesDictionary? properties)
    {
        if (properties is null) return false;
        foreach (var (key, _) in properties)
        {
            if (IsOwn(key)) return true;
        }

        return false;
    }
}
