namespace OptPolicy.Kernels.Vectors.Persistence;

/// <summary>A folder's vectors cannot be used: they belong to another embedder, or are of another version. The message names the file and says what to do.</summary>
public sealed class VectorStoreException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong, where, and what to do.</param>
    /// <param name="innerException">The error below, if any.</param>
    public VectorStoreException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
