namespace OptPolicy.Language.Text;

/// <summary>A place in a file as people read it: both numbers start at 1; columns count UTF-16 code units.</summary>
public readonly record struct LinePosition(int Line, int Column);
