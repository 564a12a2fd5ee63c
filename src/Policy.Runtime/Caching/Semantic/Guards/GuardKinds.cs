namespace OptPolicy;

/// <summary>Differences between two questions that forbid one to have the other's cached answer, however near their embeddings are.</summary>
[Flags]
public enum GuardKinds
{
    /// <summary>None: only the embeddings decide.</summary>
    None = 0,

    /// <summary>Other numbers or other units.</summary>
    Numbers = 1,

    /// <summary>Negation on one side only, or of something else; opposites.</summary>
    Negation = 2,

    /// <summary>Other dates, times, days.</summary>
    Dates = 4,

    /// <summary>Other names.</summary>
    Entities = 8,

    /// <summary>Other quoted text, identifiers, paths, addresses, flags.</summary>
    Code = 16,

    /// <summary>Somebody else is meant: I, my friend, he, she.</summary>
    Person = 32,

    /// <summary>Another time or aspect of the verb: was, will, used to, becoming.</summary>
    Tense = 64,

    /// <summary>Other quantifiers, connectives or question words: all/some, and/or, when/where.</summary>
    Logic = 128,

    /// <summary>The same words with exchanged roles: from A to B, from B to A.</summary>
    ArgumentOrder = 256,

    /// <summary>Nearly the same words, with one exchanged or added: only a verifier can tell whether that matters.</summary>
    MinimalPair = 512,

    /// <summary>All of them.</summary>
    All = 1023,
}
