namespace OptPolicy.Kernels.Constraints;

/// <summary>A grammar cannot constrain an answer: a schema asks for something unsupported or contradicts itself, or a tokenizer cannot write it. The message says where and what to do.</summary>
public sealed class GrammarException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong, where, and what to do.</param>
    /// <param name="innerException">The error below, if any.</param>
    public GrammarException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
