using System.Collections.Immutable;
using OptPolicy.Language.Binding;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.LocalModels;
using OptPolicy.Language.Parsing;
using OptPolicy.Language.Suppressions;
using OptPolicy.Language.Syntax;
using OptPolicy.Language.Text;

namespace OptPolicy.Language;

/// <summary>Text to checked policies: parse, bind, check. Pure: reads no files, keeps no state. Thread-safe.</summary>
public static class PolicyCompiler
{
    /// <summary>Compiles files that may import one another. Never throws on any text.</summary>
    /// <param name="files">All files of one project; an import finds its file here by path.</param>
    public static PolicyCompilation Compile(IReadOnlyList<PolicyText> files, CancellationToken cancellation = default) =>
        Compile(files, UnknownModelFolders.Instance, cancellation);

    /// <summary>Compiles files, and compares what they say about local models with what the host knows of the models' folders.</summary>
    public static PolicyCompilation Compile(IReadOnlyList<PolicyText> files, IModelFolders folders, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(files);
        var trees = ImmutableArray.CreateBuilder<SyntaxTree>(files.Count);
        foreach (var file in files)
        {
            cancellation.ThrowIfCancellationRequested();
            trees.Add(PolicyParser.Parse(file));
        }

        return Compile(trees.MoveToImmutable(), folders, cancellation);
    }

    /// <summary>Compiles files that are parsed already, so that an edit parses one file.</summary>
    public static PolicyCompilation Compile(ImmutableArray<SyntaxTree> trees, CancellationToken cancellation = default) =>
        Compile(trees, UnknownModelFolders.Instance, cancellation);

    /// <summary>Compiles parsed files with what the host knows of the models' folders.</summary>
    public static PolicyCompilation Compile(ImmutableArray<SyntaxTree> trees, IModelFolders folders, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(folders);
        var bag = new DiagnosticBag();
        foreach (var tree in trees)
            bag.AddRange(tree.Diagnostics);

        var suppressions = new SuppressionFilter(trees);
        var program = ProgramBinder.Bind(trees, folders, bag, suppressions, cancellation);
        bag.Suppress(suppressions);
        return new PolicyCompilation(trees, program.Files, bag.ToSorted([.. trees.Select(static t => t.Text.Path)])) { Index = program.Index };
    }
}
