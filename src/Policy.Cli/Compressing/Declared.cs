using System.Collections.Immutable;
using OptPolicy.Cli.Output;
using OptPolicy.Cli.Sources;
using OptPolicy.Language;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Semantics;

namespace OptPolicy.Cli.Compressing;

/// <summary>A <c>compress</c> block of a policy file, chosen by its model.</summary>
/// <param name="Declaration">The block.</param>
/// <param name="PolicyPath">The file it stands in; what it names is looked for beside it.</param>
internal sealed record Declared(CompressionDeclaration Declaration, string PolicyPath)
{
    /// <summary>Reads the file and chooses; what is wrong is written, with the exit code that it means.</summary>
    public static (Declared? Chosen, int ExitCode) Read(CliEnvironment environment, string file, string? model)
    {
        var sources = SourceLoader.Load(environment, [file]);
        var compilation = PolicyCompiler.Compile(sources.Files, environment.ModelFolders);
        ImmutableArray<Diagnostic> diagnostics = [.. sources.Problems, .. compilation.Diagnostics];
        var findings = new Findings(diagnostics, sources);
        if (findings.Errors + findings.Warnings > 0)
        {
            // The command's own output is its result; what the compiler finds goes where errors go.
            findings.Write(environment with { Out = environment.Error }, OutputFormat.Text);
        }

        if (sources.HasUsageProblem || findings.Errors > 0)
        {
            return (null, findings.ExitCode);
        }

        var roots = sources.Roots.Select(static r => r.Path).ToHashSet(StringComparer.Ordinal);
        Declared[] all = [.. compilation.Files.Where(f => roots.Contains(f.Path)).SelectMany(static f => f.Compressions.Select(c => new Declared(c, f.Path)))];
        var chosen = model is null ? all : Array.FindAll(all, d => d.Declaration.Model == model);
        if (chosen.Length == 1)
        {
            return (chosen[0], ExitCode.Ok);
        }

        var names = string.Join(", ", all.Select(static d => d.Declaration.Model));
        environment.Error.WriteLine(all.Length == 0 ? $"optpolicy: '{file}' has no compress block"
            : model is null ? $"optpolicy: '{file}' makes several models; choose one with --model: {names}"
            : $"optpolicy: '{file}' has no compress block for '{model}'; it has {names}");
        return (null, ExitCode.Usage);
    }

    /// <summary>What a block names: beside the policy, else below the working directory.</summary>
    public string? Find(CliEnvironment environment, string name)
    {
        string[] places = [Path.GetFullPath(name, Path.GetDirectoryName(PolicyPath)!), environment.Resolve(name)];
        return Array.Find(places, static path => Directory.Exists(path) || File.Exists(path));
    }
}
