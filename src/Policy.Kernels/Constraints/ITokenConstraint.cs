namespace OptPolicy.Kernels.Constraints;

/// <summary>
/// The set of answers that are allowed, walked one token at a time: JSON, a JSON schema, a tool call. Stateful, single-threaded, used by one generation.
/// </summary>
public interface ITokenConstraint
{
    /// <summary>Whether the answer so far is complete, so that an end token is allowed.</summary>
    bool IsComplete { get; }

    /// <summary>Writes which tokens may come next. End tokens are allowed exactly when <see cref="IsComplete"/>.</summary>
    /// <param name="allowed">One bit per token id; every bit is written.</param>
    void Fill(TokenSet allowed);

    /// <summary>Takes the token that was chosen. It must have been allowed.</summary>
    void Advance(int token);

    /// <summary>Writes the tokens that must come next because nothing else is allowed, without advancing; returns how many (0 when there is a choice).</summary>
    int Forced(Span<int> tokens);
}
