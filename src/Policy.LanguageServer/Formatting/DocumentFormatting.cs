using OptPolicy.Language.Formatting;
using OptPolicy.Language.Text;
using OptPolicy.LanguageServer.Protocol;
using OptPolicy.LanguageServer.Workspace;

namespace OptPolicy.LanguageServer.Formatting;

/// <summary>The formatter's result as one edit of the part that changes, so that the cursor and the fold state outside it stay.</summary>
internal static class DocumentFormatting
{
    /// <returns>No edit for a file with syntax errors: its layout may be the only hint at what was meant.</returns>
    public static LspTextEdit[] Of(PolicyText text) =>
        PolicyFormatter.Format(text).Text is { } formatted && formatted != text.Content ? [Difference(text, formatted)] : [];

    private static LspTextEdit Difference(PolicyText text, string formatted)
    {
        var old = text.Content;
        var prefix = old.AsSpan().CommonPrefixLength(formatted);
        var suffixMax = Math.Min(old.Length, formatted.Length) - prefix;
        var suffix = 0;
        while (suffix < suffixMax && old[^(suffix + 1)] == formatted[^(suffix + 1)])
        {
            suffix++;
        }

        var span = TextSpan.FromBounds(prefix, old.Length - suffix);
        return new LspTextEdit(text.ToRange(span), formatted[prefix..^suffix]);
    }
}
