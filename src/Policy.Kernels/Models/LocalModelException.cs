namespace OptPolicy.Kernels.Models;

/// <summary>A model folder, weight file, tokenizer or graph cannot be used. The message names the file and says what to do.</summary>
public sealed class LocalModelException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong, where, and what to do.</param>
    /// <param name="innerException">The error below, if any.</param>
    public LocalModelException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
