using System.CommandLine;
using System.Text.RegularExpressions;
using OptPolicy.Cli.Sources;
using OptPolicy.Cli.Templates;
using OptPolicy.Kernels.Models;

namespace OptPolicy.Cli.Commands;

/// <summary><c>optpolicy new</c>: a commented policy to start from, or a tiny model to try.</summary>
internal static partial class NewCommand
{
    private const string ModelTemplate = "model";

    public static Command Create(CliEnvironment environment)
    {
        var file = new Argument<string?>("file") { Description = "The file to write; for a model, the folder.", DefaultValueFactory = static _ => null };
        var template = new Option<string>("--template", "-t") { Description = "What the app does; 'model' writes a tiny local model with random weights, to try what runs in-process.", DefaultValueFactory = static _ => PolicyTemplate.Default };
        template.AcceptOnlyFromAmong([.. PolicyTemplate.Names, ModelTemplate]);
        var name = new Option<string?>("--name", "-n") { Description = "The policy's name: a C# class name, for example SupportDesk. Default: from the file's name." };
        var command = new Command("new", "Writes a commented starter policy, or a tiny model to try. Never overwrites a file.") { file, template, name };
        command.SetAction(parsed => parsed.GetValue(template) is ModelTemplate
            ? WriteModel(environment, parsed.GetValue(file) ?? "models/tiny")
            : Run(environment, parsed.GetValue(file) ?? "policy.optpolicy", parsed.GetValue(template)!, parsed.GetValue(name)));
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

    private static int WriteModel(CliEnvironment environment, string folder)
    {
        var path = environment.Resolve(folder);
        if (File.Exists(path) || (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any()))
        {
            environment.Error.WriteLine($"optpolicy: '{environment.Display(path)}' is already there; choose another folder");
            return ExitCode.Usage;
        }

        RandomModel.Write(path);
        environment.Out.WriteLine($"wrote {environment.Display(path)}: a model with random weights, which answers nonsense and otherwise works like any other");
        environment.Out.WriteLine($"next: optpolicy generate {environment.Display(path)} \"Hello\"   optpolicy bench {environment.Display(path)}");
        return ExitCode.Ok;
    }

    [GeneratedRegex("^[A-Z][A-Za-z0-9]*$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TypeName();
}
