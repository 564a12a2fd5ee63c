using System.Text;
using OptPolicy.Language.Diagnostics;

namespace OptPolicy.Cli.Output;

/// <summary>Workflow commands that GitHub Actions turns into annotations on the changed lines.</summary>
internal static class GitHubFindings
{
    public static void Write(CliEnvironment environment, Findings findings)
    {
        var text = new StringBuilder();
        foreach (var diagnostic in findings.Diagnostics)
        {
            var level = diagnostic.Severity switch
            {
                DiagnosticSeverity.Error => "error",
                DiagnosticSeverity.Warning => "warning",
                _ => "notice",
            };
            var (start, end) = (diagnostic.Location.Start, diagnostic.Location.End);
            text.Append($"::{level} file={Property(environment.Display(diagnostic.Path))},line={start.Line},col={start.Column},endLine={end.Line},endColumn={end.Column},title={diagnostic.Code}::")
                .Append(Data(diagnostic.Message)).Append('\n');
        }

        environment.Out.Write(text.ToString());
    }

    private static string Data(string text) => text.Replace("%", "%25").Replace("\r", "%0D").Replace("\n", "%0A");

    private static string Property(string text) => Data(text).Replace(":", "%3A").Replace(",", "%2C");
}
