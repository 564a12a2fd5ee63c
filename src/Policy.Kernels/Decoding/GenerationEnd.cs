namespace OptPolicy.Kernels.Decoding;

/// <summary>Why a generation ended.</summary>
public enum GenerationEnd
{
    /// <summary>It has not.</summary>
    None,

    /// <summary>An end token, or a constraint that allows nothing more.</summary>
    Stop,

    /// <summary>The most output tokens, or the context, is reached.</summary>
    Length,
}
