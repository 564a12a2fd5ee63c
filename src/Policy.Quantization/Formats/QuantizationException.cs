namespace OptPolicy.Quantization.Formats;

/// <summary>Weights, statistics or a grid that cannot be quantised. The message says what is wrong, where, and what to do.</summary>
public sealed class QuantizationException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong, where, and what to do.</param>
    /// <param name="innerException">The error below, if any.</param>
    public QuantizationException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
