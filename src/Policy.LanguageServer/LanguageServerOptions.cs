namespace OptPolicy.LanguageServer;

/// <summary>What the host process knows that the server cannot.</summary>
/// <param name="Version">Shown to the editor.</param>
public sealed record LanguageServerOptions(string Version)
{
    /// <summary>The documentation page of a diagnostic code, or null when the code has none.</summary>
    public Func<string, Uri?> DocumentationPage { get; init; } = static _ => null;
}
