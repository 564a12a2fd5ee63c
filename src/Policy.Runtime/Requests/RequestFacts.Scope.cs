namespace OptPolicy;

/// <content>Facts by the name that a policy gives them, for scopes.</content>
public sealed partial class RequestFacts
{
    /// <summary>The value that separates cache entries under a scope name.</summary>
    /// <exception cref="PolicyScopeException">No fact with that name separates entries.</exception>
    internal string ScopeValue(string name) => name switch
    {
        "tenant" => Tenant,
        "user" => UserId,
        "session" => Session,
        "language" => Language,
        "intent" => Intent,
        _ when name.StartsWith("user.", StringComparison.Ordinal) => User(name["user.".Length..]),
        _ => throw new PolicyScopeException(name),
    };
}
