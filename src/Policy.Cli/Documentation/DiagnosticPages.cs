namespace OptPolicy.Cli.Documentation;

/// <summary>The documentation pages that travel with the tool: readable offline, by people and editors.</summary>
internal static class DiagnosticPages
{
    /// <summary>The page of a code, or null when the code has none.</summary>
    public static string? Find(string code)
    {
        var path = PathOf(code);
        return File.Exists(path) ? File.ReadAllText(path) : null;
    }

    public static string PathOf(string code) => Path.Combine(AppContext.BaseDirectory, "docs", "diagnostics", code + ".md");
}
