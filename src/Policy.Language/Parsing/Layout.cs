using OptPolicy.Language.Text;

namespace OptPolicy.Language.Parsing;

/// <summary>Where things stand on their lines. Asked only where braces do not balance or a line may lie outside its block.</summary>
internal sealed class Layout(PolicyText text)
{
    private readonly string _content = text.Content;
    private int _lineStart = -1;
    private int _indent;

    /// <summary>White space characters before the first other one of the line.</summary>
    public int IndentOf(int offset)
    {
        var start = offset - text.PositionAt(offset).Column + 1;
        if (start == _lineStart)
            return _indent;
        var end = start;
        while (end < _content.Length && _content[end] is ' ' or '\t' or '\uFEFF')
            end++;
        _lineStart = start;
        return _indent = end - start;
    }

    public bool StartsLine(int offset)
    {
        for (var i = offset - 1; i >= 0 && _content[i] is not ('\n' or '\r'); i--)
        {
            if (_content[i] is not (' ' or '\t' or '\uFEFF'))
                return false;
        }

        return true;
    }

    public int LineEnd(int offset)
    {
        var length = _content.AsSpan(offset).IndexOfAny('\n', '\r');
        return length < 0 ? _content.Length : offset + length;
    }
}
