using System.Text;
using OptPolicy.Language.Syntax;
using OptPolicy.LanguageServer.Completion;
using OptPolicy.LanguageServer.Protocol;

namespace OptPolicy.LanguageServer.Hovering;

/// <summary>A declaration as hover shows it: its documentation, then its source without nested blocks.</summary>
internal static class DeclarationDocs
{
    private const int LinesMax = 12;

    public static MarkupContent Of(DeclaredName name)
    {
        var text = new StringBuilder();
        if (name.Clause.Documentation is { } documentation)
        {
            text.Append(documentation).Append("\n\n");
        }

        return MarkupContent.Markdown(text.Append("```optpolicy\n").Append(Source(name)).Append("\n```").ToString());
    }

    private static string Source(DeclaredName name)
    {
        var last = name.Clause.Body is { } body && name.Clause.Lead is "policy" ? body.Span.Start + 1 : name.Clause.Span.End;
        var start = name.Clause.Phrases[0].Span.Start;
        var lines = name.Text.Content[start..last].Split('\n');
        var indent = lines.Skip(1).Where(static l => l.Trim().Length > 0).Select(static l => l.Length - l.TrimStart().Length).DefaultIfEmpty(0).Min();
        var shown = lines.Take(LinesMax).Select((line, i) => (i > 0 && line.Trim() != "}" ? "  " + line[Math.Min(indent, line.Length)..] : line).TrimEnd());
        return string.Join('\n', shown) + (lines.Length > LinesMax ? "\n  …\n}" : "");
    }
}
