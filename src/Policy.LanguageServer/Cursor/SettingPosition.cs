using System.Collections.Immutable;
using OptPolicy.Language.Syntax;

namespace OptPolicy.LanguageServer.Cursor;

/// <summary>A statement of the shape <c>name: value</c>, as far as it is typed.</summary>
internal readonly record struct SettingPosition(string Name, ImmutableArray<Token> Value)
{
    public static SettingPosition? Of(ImmutableArray<Token> statement)
    {
        var colon = 0;
        while (colon < statement.Length && statement[colon].Kind is TokenKind.Word or TokenKind.Keyword or TokenKind.Dot)
        {
            colon++;
        }

        return colon > 0 && colon < statement.Length && statement[colon].Kind == TokenKind.Colon
            ? new SettingPosition(string.Concat(statement.Take(colon).Select(static t => t.Text)), statement[(colon + 1)..])
            : null;
    }
}
