using OptPolicy.Language.Diagnostics;

namespace OptPolicy.Cli.Output;

/// <summary>ANSI colours, or nothing when the output is not a terminal.</summary>
internal readonly record struct Palette(bool Enabled)
{
    public string Bold(string text) => Wrap("1", text);

    public string Dim(string text) => Wrap("2", text);

    public string Green(string text) => Wrap("32", text);

    public string Red(string text) => Wrap("31", text);

    public string Of(DiagnosticSeverity severity, string text) => severity switch
    {
        DiagnosticSeverity.Error => Wrap("1;31", text),
        DiagnosticSeverity.Warning => Wrap("1;33", text),
        _ => Wrap("1;36", text),
    };

    private string Wrap(string code, string text) => Enabled ? $"\e[{code}m{text}\e[0m" : text;
}
