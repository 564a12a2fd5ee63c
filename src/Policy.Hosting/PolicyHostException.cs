namespace OptPolicy.Hosting;

/// <summary>A checked policy could not be turned into code: a fault of this tool.</summary>
public sealed class PolicyHostException(string message) : Exception(message);
