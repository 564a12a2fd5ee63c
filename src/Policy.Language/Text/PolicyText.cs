namespace OptPolicy.Language.Text;

/// <summary>The text of one policy file and its line map. Immutable; thread-safe.</summary>
public sealed class PolicyText
{
    private readonly int[] _lineStarts;

    public PolicyText(string path, string content)
    {
        Path = path;
        Content = content;
        var starts = new List<int>(content.Length / 24 + 1) { 0 };
        for (var i = content.IndexOf('\n'); i >= 0; i = content.IndexOf('\n', i + 1))
        {
            starts.Add(i + 1);
        }

        _lineStarts = [.. starts];
    }

    public string Path { get; }

    public string Content { get; }

    public int LineCount => _lineStarts.Length;

    public LinePosition PositionAt(int offset)
    {
        offset = Math.Clamp(offset, 0, Content.Length);
        var index = Array.BinarySearch(_lineStarts, offset);
        var line = index >= 0 ? index : ~index - 1;
        return new LinePosition(line + 1, offset - _lineStarts[line] + 1);
    }

    /// <summary>The offset of a position; positions past the end of a line or of the file are clamped to it.</summary>
    public int OffsetAt(LinePosition position)
    {
        var line = Math.Clamp(position.Line - 1, 0, _lineStarts.Length - 1);
        var end = line + 1 < _lineStarts.Length ? _lineStarts[line + 1] - 1 : Content.Length;
        return Math.Clamp(_lineStarts[line] + position.Column - 1, _lineStarts[line], end);
    }

    public SourceSpan Locate(TextSpan span) => new(Path, PositionAt(span.Start), PositionAt(span.End));

    public string Slice(TextSpan span) => Content.Substring(span.Start, span.Length);
}
