using System.Collections.Immutable;
using Microsoft.Extensions.FileSystemGlobbing;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Importing;
using OptPolicy.Language.Text;

namespace OptPolicy.Cli.Sources;

/// <summary>Turns arguments (files, folders, globs, <c>-</c>) into policy texts and their imports.</summary>
internal sealed class SourceLoader(CliEnvironment environment)
{
    public const string Extension = ".optpolicy";

    /// <summary>The name of standard input in messages.</summary>
    public const string InputName = "<stdin>";

    private static readonly char[] Wildcards = ['*', '?'];

    private readonly ImmutableArray<PolicyText>.Builder _roots = ImmutableArray.CreateBuilder<PolicyText>();
    private readonly ImmutableArray<Diagnostic>.Builder _problems = ImmutableArray.CreateBuilder<Diagnostic>();
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    /// <summary>Loads what the arguments name; without arguments, the working directory.</summary>
    public static SourceSet Load(CliEnvironment environment, IReadOnlyList<string> arguments)
    {
        var sources = LoadWithoutImports(environment, arguments);
        return sources with { Files = ImportClosure.Load(sources.Roots, ReadImport) };
    }

    /// <summary>Loads only the named files, for work that needs no names of other files.</summary>
    public static SourceSet LoadWithoutImports(CliEnvironment environment, IReadOnlyList<string> arguments)
    {
        var loader = new SourceLoader(environment);
        foreach (var argument in arguments.Count == 0 ? ["."] : arguments)
        {
            loader.AddArgument(argument);
        }

        var roots = loader._roots.ToImmutable();
        return new SourceSet(roots, roots, loader._problems.ToImmutable());
    }

    // A missing import is reported by the compiler, at the import statement.
    private static PolicyText? ReadImport(string path) => SourceReader.ReadFile(path).Text;

    private void AddArgument(string argument)
    {
        if (argument == "-")
        {
            Add(SourceReader.Read(environment.OpenInput(), environment.Resolve(InputName)));
            return;
        }

        var path = environment.Resolve(argument);
        if (Directory.Exists(path))
        {
            AddFound(argument, FindBelow(path));
        }
        else if (!File.Exists(path) && argument.IndexOfAny(Wildcards) >= 0)
        {
            AddFound(argument, Glob(argument));
        }
        else
        {
            AddFile(path, argument);
        }
    }

    private void AddFound(string argument, List<string> paths)
    {
        if (paths.Count == 0)
        {
            _problems.Add(SourceReader.Problem(DiagnosticCatalog.NoPolicyFiles, argument, argument));
        }

        foreach (var path in paths.Order(StringComparer.Ordinal))
        {
            AddFile(path, path);
        }
    }

    private void AddFile(string path, string argument)
    {
        // The compiler and imports write paths with forward slashes, which Windows accepts too.
        path = Path.DirectorySeparatorChar == '/' ? path : ImportPath.Normalize(path);
        if (!_seen.Add(path))
        {
            return;
        }

        if (File.Exists(path))
        {
            Add(SourceReader.ReadFile(path));
        }
        else
        {
            _problems.Add(SourceReader.Problem(DiagnosticCatalog.FileNotFound, path, argument));
        }
    }

    private void Add((PolicyText? Text, Diagnostic? Problem) read)
    {
        if (read.Text is { } text)
        {
            _roots.Add(text);
        }
        else
        {
            _problems.Add(read.Problem!);
        }
    }

    private static List<string> FindBelow(string folder)
    {
        var found = new List<string>();
        var options = new EnumerationOptions { IgnoreInaccessible = true, AttributesToSkip = FileAttributes.System };
        var pending = new Stack<string>([folder]);
        while (pending.TryPop(out var current))
        {
            found.AddRange(Directory.EnumerateFiles(current, "*" + Extension, options));
            foreach (var child in Directory.EnumerateDirectories(current, "*", options))
            {
                // Build outputs hold copies, and a linked folder may lead back here.
                if (!IsSkipped(Path.GetFileName(child)) && new DirectoryInfo(child).LinkTarget is null)
                {
                    pending.Push(child);
                }
            }
        }

        return found;
    }

    private static bool IsSkipped(string folder) => folder is "bin" or "obj" or "node_modules" || folder.StartsWith('.');

    private List<string> Glob(string pattern)
    {
        var folder = environment.Resolve(Path.IsPathRooted(pattern) ? Path.GetPathRoot(pattern)! : ".");
        var matcher = new Matcher(StringComparison.Ordinal);
        matcher.AddInclude(Path.IsPathRooted(pattern) ? Path.GetRelativePath(folder, pattern) : pattern);
        return [.. matcher.GetResultsInFullPath(folder).Where(static path => path.EndsWith(Extension, StringComparison.Ordinal))];
    }
}
