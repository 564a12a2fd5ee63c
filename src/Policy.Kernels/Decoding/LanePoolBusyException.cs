namespace OptPolicy.Kernels.Decoding;

/// <summary>A lane pool could not admit a request: too many wait, or this one waited too long. Trying again later may succeed.</summary>
public sealed class LanePoolBusyException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What limit was met, and what to do.</param>
    public LanePoolBusyException(string message)
        : base(message)
    {
    }
}
