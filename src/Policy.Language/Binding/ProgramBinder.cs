using System.Collections.Immutable;
using OptPolicy.Language.Checking;
using OptPolicy.Language.Checking.Compression;
using OptPolicy.Language.Checking.Intents;
using OptPolicy.Language.Checking.Limits;
using OptPolicy.Language.Checking.LocalModels;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.LocalModels;
using OptPolicy.Language.Schema;
using OptPolicy.Language.Semantics;
using OptPolicy.Language.Suppressions;
using OptPolicy.Language.Syntax;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Binding;

/// <summary>All files together: form, names, merging, and for policies without mistakes the checks that need the whole.</summary>
internal sealed class ProgramBinder
{
    private readonly DiagnosticBag _bag;
    private readonly SuppressionFilter _suppressions;
    private readonly Resolution _resolution = new();
    private readonly IReadOnlyList<FileScope> _files;
    private readonly ImmutableDictionary<string, PolicyText> _texts;
    private HashSet<BoundStatement>? _madeHere;

    private ProgramBinder(ImmutableArray<SyntaxTree> trees, DiagnosticBag bag, SuppressionFilter suppressions)
    {
        _bag = bag;
        _suppressions = suppressions;
        _texts = trees.Select(static t => t.Text).DistinctBy(static t => t.Path).ToImmutableDictionary(static t => t.Path);
        _files = new ScopeBuilder(bag, _resolution).Build([.. trees.Select(t => StatementBinder.Bind(t, bag))]);
    }

    public static (ImmutableArray<CheckedFile> Files, SemanticIndex Index) Bind(ImmutableArray<SyntaxTree> trees, IModelFolders folders, DiagnosticBag bag, SuppressionFilter suppressions, CancellationToken cancellation)
    {
        var program = new ProgramBinder(trees, bag, suppressions);
        program.BindNames(folders, cancellation);
        var files = program.BuildPolicies(folders, cancellation);
        UnusedDeclarations.Report(program._files, program._resolution);
        return (files, new SemanticIndex(program._resolution.Uses, path => program._files.FirstOrDefault(f => f.File.Path == path)?.Visible() ?? []));
    }

    private void BindNames(IModelFolders folders, CancellationToken cancellation)
    {
        // A file may make the model of another, so all names are known before anything is checked.
        foreach (var file in _files)
        {
            cancellation.ThrowIfCancellationRequested();
            new NameResolver(file, _resolution).Run();
        }

        foreach (var file in _files)
        {
            cancellation.ThrowIfCancellationRequested();
            var rules = new StatementRules(file.Diagnostics);
            foreach (var statement in file.File.Statements)
                rules.Check(statement, extends: false);
            IntentCheck.Report(file.File.Statements, file.Diagnostics);
            CompressionCheck.Report(Compressions(file).Select(PlanOf), folders, _bag);
            BoundStatement[] models = [.. file.File.Statements.Where(static s => s.Schema.Lead is "model")];
            new ModelRules(file.Diagnostics).CheckPlausible(models);
            LocalSettingsCheck.Report(models, _bag);
            ModelLimitsCheck.Report(models, _bag);
            ModelFolderCheck.Report(models, MadeHere(), folders, _bag);
        }
    }

    private ImmutableArray<CheckedFile> BuildPolicies(IModelFolders folders, CancellationToken cancellation)
    {
        var files = ImmutableArray.CreateBuilder<CheckedFile>(_files.Count);
        foreach (var file in _files)
        {
            var policies = new List<PolicyDeclaration>();
            foreach (var policy in file.Policies)
            {
                cancellation.ThrowIfCancellationRequested();
                if (Build(policy, folders) is { } declaration)
                    policies.Add(declaration);
            }

            files.Add(new CheckedFile(file.File.Path, policies.ToEquatableArray())
            {
                Compressions = Compressions(file)
                    .Where(s => !_bag.HasErrorIn([s.Extent], d => !_suppressions.IsSuppressed(d)))
                    .Select(CompressionReader.Read).OfType<CompressionDeclaration>().ToEquatableArray(),
            });
        }

        return files.MoveToImmutable();
    }

    private static IEnumerable<BoundStatement> Compressions(FileScope file) => file.File.Statements.Where(static s => s.Schema.Lead is "compress" && !s.IsIncomplete);

    private CompressionPlan PlanOf(BoundStatement compression) =>
        CompressionPlan.Of(compression, _resolution.SymbolOf(compression.Operand<NameValue>("compress", "model"))?.Statement);

    /// <summary>Models that some block makes: that their folder is not there yet is no mistake.</summary>
    private HashSet<BoundStatement> MadeHere() =>
        _madeHere ??= [.. _files.SelectMany(Compressions).Select(PlanOf).Select(static p => p.Model).OfType<BoundStatement>()];

    private PolicyDeclaration? Build(PolicyScope policy, IModelFolders folders)
    {
        var builder = new PolicyBuilder(policy, _resolution, folders);
        var declaration = builder.Build();
        if (!builder.HasRoute)
        {
            if (!policy.IsExtended && !policy.File.File.HasGaps && !policy.Statement.IsIncomplete && !(policy.Extends && policy.Parent is null))
                policy.File.Diagnostics.Report(DiagnosticCatalog.PolicyWithoutRoute, policy.Symbol.Span, policy.Symbol.Name);
            return null;
        }

        var extent = builder.Extent.ToArray();
        if (!builder.IsWhole || _bag.HasErrorIn(extent, static d => d.Descriptor != DiagnosticCatalog.NotAvailable))
            return null;

        declaration = PolicyChecker.Check(declaration, builder.Describe(_texts), _bag);
        return _bag.HasErrorIn(extent, d => !_suppressions.IsSuppressed(d)) ? null : declaration;
    }
}
