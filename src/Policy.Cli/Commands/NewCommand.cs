using System.CommandLine;
using System.Text.RegularExpressions;
using OptPolicy.Cli.Sources;
using OptPolicy.Cli.Templates;

namespace OptPolicy.Cli.Commands;

/// <summary><c>optpolicy new</c>: a commented policy to start from.</summary>
internal static partial class NewCommand
{
    public static Command Create(CliEnvironment environment)
    {
        var file = new Argument<string>("file") { Description = "The file to write.", DefaultValueFactory = static _ => "policy.optpolicy" };
        var template = new Option<string>("--template", "-t") { Description = "What the app does.", DefaultValueFactory = static _ => PolicyTemplate.Default };
        template.AcceptOnlyFromAmong([.. PolicyTemplate.Names]);
        var name = new Option<string?>("--name", "-n") { Description = "The policy's name: a C# class name, for example SupportDesk. Default: from the file's name." };
        var command = new Command("new", "Writes a commented starter policy. Never overwrites a file.") { file, template, name };
        command.SetAction(parsed => Run(environment, parsed.GetValue(file)!, parsed.GetValue(template)!, parsed.GetValue(name)));
        return command;
    }

    private static int Run(CliEnvironment environment, string file, string template, string? name)
    {
        var path = environment.Resolve(file.EndsWith(SourceLoader.Extension, StringComparison.Ordinal) ? file : file + SourceLoader.Extension);
        name ??= PolicyTemplate.NameFor(path);
        if (!TypeName().IsMatch(name))
        {
            environment.Error.WriteLine($"optpolicy: '{name}' cannot be a policy's name: it becomes a C# class, so start with a capital letter and use letters and digits");
            return ExitCode.Usage;
        }

        // A dangling link counts as there: writing through it would create a file somewhere else.
        if (File.Exists(path) || Directory.Exists(path) || new FileInfo(path).LinkTarget is not null)
        {
            environment.Error.WriteLine($"optpolicy: '{environment.Display(path)}' is already there; choose another name");
            return ExitCode.Usage;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (AtomicFile.TryWrite(path, PolicyTemplate.Render(template, name)) is { } problem)
        {
            environment.Error.WriteLine($"optpolicy: cannot write '{environment.Display(path)}': {problem}");
            return ExitCode.Usage;
        }

        environment.Out.WriteLine($"wrote {environment.Display(path)}: policy {name}");
        environment.Out.WriteLine($"next: optpolicy check {environment.Display(path)}   optpolicy test {environment.Display(path)}");
        return ExitCode.Ok;
    }

    [GeneratedRegex("^[A-Z][A-Za-z0-9]*$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TypeName();
}
