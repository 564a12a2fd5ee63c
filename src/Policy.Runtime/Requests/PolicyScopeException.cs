namespace OptPolicy;

/// <summary>A policy scopes its cache by something that is no scope. Compiled policies never do; hand-written ones may.</summary>
public sealed class PolicyScopeException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="scope">The name in the scope list.</param>
    public PolicyScopeException(string scope)
        : base($"'{scope}' cannot scope a cache. Use tenant, user, session, language, intent or user.NAME.")
    {
    }
}
