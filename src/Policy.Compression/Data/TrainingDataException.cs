namespace OptPolicy.Compression.Data;

/// <summary>Training data cannot be used. The message names the file, the line where there is one, and what to do.</summary>
public sealed class TrainingDataException : Exception
{
    /// <summary>Creates the exception.</summary>
    public TrainingDataException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
