using OptPolicy.Language.Text;
using OptPolicy.LanguageServer.Protocol;

namespace OptPolicy.LanguageServer.Workspace;

/// <summary>A document as the editor holds it.</summary>
/// <param name="Uri">In the editor's spelling, which answers must repeat.</param>
internal sealed record OpenDocument(string Uri, int Version, PolicyText Text)
{
    public OpenDocument Apply(int version, IReadOnlyList<ContentChange> changes)
    {
        var text = Text;
        foreach (var change in changes)
        {
            text = new PolicyText(text.Path, change.Range is { } range ? Replace(text, range, change.Text) : change.Text);
        }

        return this with { Version = version, Text = text };
    }

    private static string Replace(PolicyText text, LspRange range, string newText)
    {
        var span = text.ToSpan(range);
        return string.Concat(text.Content.AsSpan(0, span.Start), newText, text.Content.AsSpan(span.End));
    }
}
