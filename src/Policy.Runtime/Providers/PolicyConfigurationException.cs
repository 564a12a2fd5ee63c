namespace OptPolicy;

/// <summary>The app does not give a policy what it needs: a missing API key, a recording that does not exist, a model that nobody supplies.</summary>
public sealed class PolicyConfigurationException : InvalidOperationException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">Names the policy, the model and the setting, and says what to do; holds no secret.</param>
    /// <param name="innerException">The error below, if any.</param>
    public PolicyConfigurationException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
