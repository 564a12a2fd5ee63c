namespace OptPolicy.Compression.Pipeline;

/// <summary>A run cannot go on. The message says why and what to do; what was done so far is kept and taken up by the next run.</summary>
public sealed class PipelineException : Exception
{
    /// <summary>Creates the exception.</summary>
    public PipelineException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
