namespace OptPolicy.LanguageServer.Tests.Sessions;

/// <summary>A policy text with a place in it, marked <c>‸</c>.</summary>
internal sealed record MarkedText(string Text, int Line, int Character)
{
    public const char Mark = '‸';

    public object Position => new { line = Line, character = Character };

    public static MarkedText Parse(string marked)
    {
        var offset = marked.IndexOf(Mark, StringComparison.Ordinal);
        Assert.True(offset >= 0, "the text has no mark");
        var before = marked[..offset];
        var lineStart = before.LastIndexOf('\n') + 1;
        return new MarkedText(marked.Remove(offset, 1), before.Count(static c => c == '\n'), offset - lineStart);
    }
}
