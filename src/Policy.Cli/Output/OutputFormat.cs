namespace OptPolicy.Cli.Output;

internal enum OutputFormat
{
    Text,
    Json,
    Sarif,

    /// <summary>GitHub Actions annotations.</summary>
    GitHub,
}
