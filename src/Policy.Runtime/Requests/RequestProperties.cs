namespace OptPolicy;

/// <summary>Keys of <c>ChatOptions.AdditionalProperties</c> that tell a policy who asks. They never reach a provider.</summary>
/// <remarks>Set them with the extension methods of <see cref="RequestIdentityExtensions"/>.</remarks>
public static class RequestProperties
{
    /// <summary>What every key of this library starts with; all of them are removed before a request leaves the process.</summary>
    public const string Prefix = "optpolicy.";

    /// <summary>The tenant: <see cref="string"/>.</summary>
    public const string Tenant = "optpolicy.tenant";

    /// <summary>The user within the tenant: <see cref="string"/>.</summary>
    public const string User = "optpolicy.user";

    /// <summary>What the key of a user attribute starts with, for example <c>optpolicy.user.tier</c>.</summary>
    public const string UserAttributePrefix = "optpolicy.user.";

    /// <summary>The conversation: <see cref="string"/>.</summary>
    public const string Session = "optpolicy.session";

    /// <summary>The intent that the host recognised: <see cref="string"/>.</summary>
    public const string Intent = "optpolicy.intent";

    /// <summary>The difficulty that the host estimated: a number from 0 to 1.</summary>
    public const string Difficulty = "optpolicy.difficulty";

    /// <summary>The ISO 639-1 language that the host knows: <see cref="string"/>.</summary>
    public const string Language = "optpolicy.language";

    /// <summary>On a response: the provider's confidence in its answer, a number from 0 to 1.</summary>
    public const string Confidence = "optpolicy.confidence";
}
