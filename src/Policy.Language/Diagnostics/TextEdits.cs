using System.Text;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Diagnostics;

/// <summary>Applies edits to text.</summary>
public static class TextEdits
{
    /// <summary>The text after those of the edits that belong to its path. Edits refer to the text as it is and do not overlap.</summary>
    public static PolicyText Apply(PolicyText text, IEnumerable<TextEdit> edits)
    {
        var result = new StringBuilder(text.Content.Length + 64);
        var copied = 0;
        foreach (var edit in edits.Where(e => e.Path == text.Path).OrderBy(static e => e.Span.Start).ThenBy(static e => e.Span.End))
        {
            result.Append(text.Content, copied, edit.Span.Start - copied).Append(edit.NewText);
            copied = edit.Span.End;
        }

        return new PolicyText(text.Path, result.Append(text.Content, copied, text.Content.Length - copied).ToString());
    }
}
