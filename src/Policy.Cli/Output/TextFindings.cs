using System.Text;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Text;

namespace OptPolicy.Cli.Output;

/// <summary>For people: the message as compilers print it, the line, a marker below the place, and how to repair it.</summary>
internal static class TextFindings
{
    private const int LineLengthMax = 160;

    public static void Write(CliEnvironment environment, Findings findings)
    {
        var text = new StringBuilder();
        var palette = new Palette(environment.Color);
        foreach (var diagnostic in findings.Diagnostics)
        {
            Append(text, environment, palette, findings, diagnostic);
        }

        text.Append(Summary(findings, palette)).Append('\n');
        environment.Out.Write(text.ToString());
    }

    public static void Append(StringBuilder text, CliEnvironment environment, Palette palette, Findings findings, Diagnostic diagnostic)
    {
        var severity = SeverityName(diagnostic.Severity);
        var source = findings.TextOf(diagnostic.Path);
        text.Append(palette.Bold(source is null ? environment.Display(diagnostic.Path) : Position(environment, diagnostic.Location)))
            .Append(": ").Append(palette.Of(diagnostic.Severity, $"{severity} {diagnostic.Code}"))
            .Append(": ").Append(diagnostic.Message).Append('\n');
        if (source is not null)
        {
            AppendLine(text, palette, source, diagnostic);
        }

        foreach (var related in diagnostic.Related)
        {
            text.Append("     = ").Append(Position(environment, related.Location)).Append(": ").Append(related.Message).Append('\n');
        }

        foreach (var fix in diagnostic.Fixes)
        {
            text.Append("     = ").Append(palette.Green("fix")).Append(": ").Append(fix.Title).Append('\n');
        }

        text.Append('\n');
    }

    public static string SeverityName(DiagnosticSeverity severity) => severity switch
    {
        DiagnosticSeverity.Error => "error",
        DiagnosticSeverity.Warning => "warning",
        _ => "info",
    };

    public static string Count(int count, string noun) => $"{count} {noun}{(count == 1 ? "" : "s")}";

    private static string Position(CliEnvironment environment, SourceSpan span) =>
        $"{environment.Display(span.Path)}({span.Start.Line},{span.Start.Column})";

    private static void AppendLine(StringBuilder text, Palette palette, PolicyText source, Diagnostic diagnostic)
    {
        var start = diagnostic.Location.Start;
        var first = source.OffsetAt(new LinePosition(start.Line, 1));
        var end = source.Content.IndexOf('\n', first);
        var line = source.Content[first..(end < 0 ? source.Content.Length : end)].TrimEnd('\r');
        if (line.Length is 0 or > LineLengthMax)
        {
            return;
        }

        var column = Math.Min(start.Column - 1, line.Length);
        var last = diagnostic.Location.End.Line == start.Line ? Math.Min(diagnostic.Location.End.Column - 1, line.Length) : line.TrimEnd().Length;

        // Tabs stay tabs, so that the marker stands below the place whatever the terminal's tab width.
        var indent = string.Concat(line.AsSpan(0, column).ToArray().Select(static c => c == '\t' ? '\t' : ' '));
        text.Append(palette.Dim($"{start.Line,4} | ")).Append(line).Append('\n')
            .Append(palette.Dim("     | ")).Append(indent).Append(palette.Of(diagnostic.Severity, new string('^', Math.Max(1, last - column)))).Append('\n');
    }

    private static string Summary(Findings findings, Palette palette)
    {
        var files = Count(findings.Sources.Roots.Length, "file");
        if (findings.Diagnostics.IsEmpty)
        {
            return palette.Green($"{files} checked, nothing to report.");
        }

        return $"{Count(findings.Errors, "error")}, {Count(findings.Warnings, "warning")}, {Count(findings.Infos, "note")} in {files}.";
    }
}
