using System.Collections.Immutable;
using OptPolicy.Cli.Sources;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Text;

namespace OptPolicy.Cli.Output;

/// <summary>What a command found in which files: the input of every output format.</summary>
internal sealed record Findings(ImmutableArray<Diagnostic> Diagnostics, SourceSet Sources)
{
    public int Errors => Count(DiagnosticSeverity.Error);

    public int Warnings => Count(DiagnosticSeverity.Warning);

    public int Infos => Count(DiagnosticSeverity.Info);

    /// <summary>Notes inform; errors and warnings are findings.</summary>
    public int ExitCode => Sources.HasUsageProblem ? Cli.ExitCode.Usage : Errors + Warnings > 0 ? Cli.ExitCode.Findings : Cli.ExitCode.Ok;

    public void Write(CliEnvironment environment, OutputFormat format)
    {
        switch (format)
        {
            case OutputFormat.Json:
                JsonFindings.Write(environment, this);
                break;
            case OutputFormat.Sarif:
                SarifFindings.Write(environment, this);
                break;
            case OutputFormat.GitHub:
                GitHubFindings.Write(environment, this);
                break;
            default:
                TextFindings.Write(environment, this);
                break;
        }
    }

    public PolicyText? TextOf(string path) => Sources.Find(path);

    /// <summary>Where an edit is, in lines and columns; null for a file that was not read.</summary>
    public SourceSpan? Locate(TextEdit edit) => TextOf(edit.Path)?.Locate(edit.Span);

    private int Count(DiagnosticSeverity severity) => Diagnostics.Count(d => d.Severity == severity);
}
