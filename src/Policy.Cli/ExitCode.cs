namespace OptPolicy.Cli;

/// <summary>What a command tells the shell.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>The command ran and found something to report: an error, a warning, a failed test, a file to format.</summary>
    public const int Findings = 1;

    /// <summary>The command line was wrong.</summary>
    public const int Usage = 2;
}
