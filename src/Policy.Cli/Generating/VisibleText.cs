namespace OptPolicy.Cli.Generating;

/// <summary>Text of a model for a terminal.</summary>
internal static class VisibleText
{
    /// <summary>Shows control characters instead of sending them: an escape sequence in an answer must not steer the terminal.</summary>
    public static string Of(string text) =>
        text.Any(IsControl) ? string.Concat(text.Select(static c => IsControl(c) ? '\uFFFD' : c)) : text;

    private static bool IsControl(char c) => char.IsControl(c) && c is not ('\n' or '\t' or '\r');
}
