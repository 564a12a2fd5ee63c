using System.CommandLine;
using OptPolicy.Cli.Documentation;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Schema;

namespace OptPolicy.Cli.Commands;

/// <summary><c>optpolicy docs OPT4001</c>: the page of a diagnostic, without a browser or a network.</summary>
internal static class DocsCommand
{
    public static Command Create(CliEnvironment environment)
    {
        var code = new Argument<string?>("code") { Description = "A diagnostic code, for example OPT4001. Without one: the list of all codes.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("docs", "Prints the documentation page of a diagnostic.") { code };
        command.SetAction(parsed => Run(environment, parsed.GetValue(code)));
        return command;
    }

    private static int Run(CliEnvironment environment, string? code)
    {
        if (code is null)
        {
            foreach (var descriptor in DiagnosticCatalog.All)
            {
                environment.Out.WriteLine($"{descriptor.Code}  {descriptor.Title}");
            }

            return ExitCode.Ok;
        }

        var name = code.ToUpperInvariant();
        if (DiagnosticPages.Find(name) is { } page)
        {
            environment.Out.WriteLine(page.TrimEnd());
            return ExitCode.Ok;
        }

        var close = Spelling.Closest(name, DiagnosticCatalog.All.Select(static d => d.Code));
        environment.Error.WriteLine($"optpolicy: there is no page for '{code}'{(close is null ? "" : $"; did you mean {close}?")}");
        return ExitCode.Usage;
    }
}
