namespace OptPolicy;

/// <summary>A file of budgets or of the ledger cannot be used: it is damaged, locked, full, read-only or of a newer version.</summary>
public sealed class PolicyStorageException : IOException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">Names the file and says what to do.</param>
    /// <param name="innerException">The error below, if any.</param>
    public PolicyStorageException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
