using System.Globalization;
using Microsoft.Extensions.AI;

namespace OptPolicy;

/// <summary>What one request allows its caches to do. It can only be stricter than the policy. Immutable.</summary>
/// <param name="NoCache">No stored answer is served; the new one may be stored.</param>
/// <param name="NoStore">The answer is not stored.</param>
/// <param name="MaxAge">The oldest answer that may be served.</param>
public readonly record struct CacheControl(bool NoCache = false, bool NoStore = false, TimeSpan? MaxAge = null)
{
    /// <summary>The key in <c>ChatOptions.AdditionalProperties</c>; its value is written like HTTP's header, such as <c>no-store, max-age=60</c>.</summary>
    public const string PropertyName = "optpolicy.cache-control";

    /// <summary>Reads a request's wish. What cannot be understood forbids both: when unsure, miss.</summary>
    public static CacheControl Of(ChatOptions? options)
    {
        if (options?.AdditionalProperties is not { } properties || !properties.TryGetValue(PropertyName, out var value) || value is null)
            return default;
        if (value is CacheControl control)
            return control;

        var read = default(CacheControl);
        foreach (var part in (value.ToString() ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var seconds = part.StartsWith("max-age=", StringComparison.OrdinalIgnoreCase) && int.TryParse(part.AsSpan(8), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
            if (part.Equals("no-cache", StringComparison.OrdinalIgnoreCase))
                read = read with { NoCache = true };
            else if (part.Equals("no-store", StringComparison.OrdinalIgnoreCase))
                read = read with { NoStore = true };
            else if (seconds >= 0)
                read = read with { MaxAge = TimeSpan.FromSeconds(seconds) };
            else
                return new CacheControl(NoCache: true, NoStore: true);
        }

        return read;
    }

    /// <summary>Whether an answer written at <paramref name="created"/> may be served.</summary>
    public bool Allows(DateTimeOffset created, DateTimeOffset now) => !NoCache && (MaxAge is not { } limit || now - created <= limit);
}

/// <summary>Says what a request allows its caches to do.</summary>
public static class CacheControlExtensions
{
    /// <summary>Sets it on the options, and returns them. It never reaches a provider.</summary>
    public static ChatOptions WithCacheControl(this ChatOptions options, CacheControl control)
    {
        ArgumentNullException.ThrowIfNull(options);
        (options.AdditionalProperties ??= [])[CacheControl.PropertyName] = control;
        return options;
    }
}
