using OptPolicy.Language.Text;
using OptPolicy.LanguageServer.Protocol;

namespace OptPolicy.LanguageServer.Workspace;

/// <summary>Between the editor's positions (from 0) and the language's (from 1); both count UTF-16 code units.</summary>
internal static class TextPositions
{
    public static int ToOffset(this PolicyText text, Position position) => text.OffsetAt(new LinePosition(position.Line + 1, position.Character + 1));

    public static TextSpan ToSpan(this PolicyText text, LspRange range)
    {
        var start = text.ToOffset(range.Start);
        return TextSpan.FromBounds(start, Math.Max(start, text.ToOffset(range.End)));
    }

    public static LspRange ToRange(this PolicyText text, TextSpan span) => text.Locate(span).ToRange();

    public static LspRange ToRange(this SourceSpan span) => new(ToPosition(span.Start), ToPosition(span.End));

    public static Location ToLocation(this SourceSpan span) => new(DocumentUri.FromPath(span.Path), span.ToRange());

    private static Position ToPosition(LinePosition position) => new(position.Line - 1, position.Column - 1);
}
