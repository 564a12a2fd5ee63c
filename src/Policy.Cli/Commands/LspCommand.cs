using System.CommandLine;
using OptPolicy.Cli.Documentation;
using OptPolicy.LanguageServer;

namespace OptPolicy.Cli.Commands;

/// <summary><c>optpolicy lsp</c>: the language server on standard input and output.</summary>
internal static class LspCommand
{
    public static Command Create(CliEnvironment environment)
    {
        // Editors add --stdio to every server that they start over standard streams.
        var stdio = new Option<bool>("--stdio") { Description = "Accepted for editors that pass it; it is the only transport.", Hidden = true };
        var command = new Command("lsp", "Runs the language server over standard input and output.") { stdio };
        command.SetAction((_, _) => RunAsync(environment));
        return command;
    }

    private static Task<int> RunAsync(CliEnvironment environment)
    {
        var options = new LanguageServerOptions(ToolVersion.Text)
        {
            DocumentationPage = static code => File.Exists(DiagnosticPages.PathOf(code)) ? new Uri(DiagnosticPages.PathOf(code)) : null,
        };
        return LanguageServerHost.RunAsync(environment.OpenInput(), environment.OpenOutput(), options);
    }
}
