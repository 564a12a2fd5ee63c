using Microsoft.Extensions.AI;

namespace OptPolicy;

/// <summary>Tells a policy who asks and what the host knows about the request.</summary>
/// <remarks>Each method changes the options it is called on and returns them. Nothing set here reaches a provider.</remarks>
public static class RequestIdentityExtensions
{
    /// <summary>Sets the tenant, whose budgets and cache entries the request uses.</summary>
    public static ChatOptions WithTenant(this ChatOptions options, string tenant) => Set(options, RequestProperties.Tenant, tenant);

    /// <summary>Sets the user within the tenant.</summary>
    public static ChatOptions WithUser(this ChatOptions options, string user) => Set(options, RequestProperties.User, user);

    /// <summary>Sets an attribute of the user, read in policies as <c>user.NAME</c>.</summary>
    public static ChatOptions WithUserAttribute(this ChatOptions options, string name, string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return Set(options, RequestProperties.UserAttributePrefix + name, value);
    }

    /// <summary>Sets the conversation.</summary>
    public static ChatOptions WithSession(this ChatOptions options, string session) => Set(options, RequestProperties.Session, session);

    /// <summary>Sets the intent that the host recognised.</summary>
    public static ChatOptions WithIntent(this ChatOptions options, string intent) => Set(options, RequestProperties.Intent, intent);

    /// <summary>Sets how hard the request is.</summary>
    /// <param name="options">The options to change.</param>
    /// <param name="difficulty">0 (trivial) to 1 (hardest).</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is not within 0 and 1.</exception>
    public static ChatOptions WithDifficulty(this ChatOptions options, double difficulty)
    {
        if (!(difficulty is >= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(difficulty), difficulty, "Difficulty is a number from 0 to 1.");
        return Set(options, RequestProperties.Difficulty, difficulty);
    }

    /// <summary>Sets the language of the request, so that it need not be detected.</summary>
    /// <param name="options">The options to change.</param>
    /// <param name="language">ISO 639-1, for example <c>en</c>.</param>
    public static ChatOptions WithLanguage(this ChatOptions options, string language) => Set(options, RequestProperties.Language, language);

    private static ChatOptions Set(ChatOptions options, string key, object value)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(value);
        (options.AdditionalProperties ??= [])[key] = value;
        return options;
    }
}
