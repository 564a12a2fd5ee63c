namespace OptPolicy.Kernels.Templates.Jinja;

internal enum JinjaTokenKind
{
    Text,
    BlockStart,
    BlockEnd,
    OutputStart,
    OutputEnd,
    Name,
    String,
    Integer,
    Float,
    Operator,
    End,
}

/// <param name="Kind">What it is.</param>
/// <param name="Text">Its spelling; the value of a string.</param>
/// <param name="At">Where it begins.</param>
internal readonly record struct JinjaToken(JinjaTokenKind Kind, string Text, Place At)
{
    public bool Is(JinjaTokenKind kind, string text) => Kind == kind && Text == text;
}
