namespace OptPolicy.Compression.Checkpoints;

/// <summary>A checkpoint cannot be read or written. The message names the file and says what to do.</summary>
public sealed class CheckpointException : Exception
{
    /// <summary>Creates the exception.</summary>
    public CheckpointException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
