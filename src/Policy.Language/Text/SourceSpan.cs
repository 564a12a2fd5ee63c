namespace OptPolicy.Language.Text;

/// <summary>A range in a named file, in lines and columns that start at 1. What every message and <c>#line</c> directive points at.</summary>
public readonly record struct SourceSpan(string Path, LinePosition Start, LinePosition End)
{
    /// <summary>Whether <paramref name="other"/> starts inside this range of the same file.</summary>
    public bool Contains(SourceSpan other) =>
        string.Equals(Path, other.Path, StringComparison.Ordinal)
        && (Start.Line, Start.Column).CompareTo((other.Start.Line, other.Start.Column)) <= 0
        && (End.Line, End.Column).CompareTo((other.Start.Line, other.Start.Column)) >= 0;

    public override string ToString() => $"{Path}({Start.Line},{Start.Column})";
}
