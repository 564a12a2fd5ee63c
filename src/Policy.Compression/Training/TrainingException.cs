namespace OptPolicy.Compression.Training;

/// <summary>Training cannot start or go on. The message says what is wrong and what to do.</summary>
public sealed class TrainingException : Exception
{
    /// <summary>Creates the exception.</summary>
    public TrainingException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
