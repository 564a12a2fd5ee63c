namespace OptPolicy.Language.Text;

/// <summary>A range in a named file, in lines and columns that start at 1. What every message and <c>#line</c> directive points at.</summary>
public readonly record struct SourceSpan(string Path, LinePosition Start, LinePosition End)
{
    public override string ToString() => $"{Path}({Start.Line},{Start.Column})";
}
