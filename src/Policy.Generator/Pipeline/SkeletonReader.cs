using OptPolicy.Language;
using OptPolicy.Language.Semantics;
using OptPolicy.Language.Syntax;
using OptPolicy.Language.Text;

namespace OptPolicy.Generator.Pipeline;

/// <summary>Finds the names of policies with errors by syntax alone.</summary>
internal static class SkeletonReader
{
    public static IEnumerable<SkeletonUnit> Read(SyntaxTree tree, PolicyCompilation compilation, EmissionTarget target)
    {
        var compiled = compilation.Files.FirstOrDefault(f => string.Equals(f.Path, tree.Text.Path, StringComparison.Ordinal))?.Policies
            .Select(static p => p.Name).ToHashSet(StringComparer.Ordinal) ?? [];
        foreach (var policy in Clauses(tree.Statements, "policy"))
        {
            if (Name(policy) is { } name && !compiled.Contains(name))
            {
                yield return Skeleton(policy, CSharpName.Pascal(name), tree, compilation, target);
            }
        }
    }

    private static SkeletonUnit Skeleton(Clause policy, string name, SyntaxTree tree, PolicyCompilation compilation, EmissionTarget target)
    {
        // Imports cannot be followed when they are what is broken, so every file counts; a name too many does no harm here.
        var models = compilation.Trees.SelectMany(static t => Clauses(t.Statements, "model")).Select(Name);
        var rules = Clauses(policy.Body?.Statements ?? [], "route").SelectMany(static r => Clauses(r.Body?.Statements ?? [], "rule")).Select(Name);
        var called = Calls(policy).Select(static c => c.Function.Path).ToHashSet(StringComparer.Ordinal);
        var externs = Clauses(tree.Statements, "extern").Select(e => Extern(e, tree.Text)).OfType<SkeletonExtern>().Where(e => called.Contains(e.Name));
        return new SkeletonUnit(name, tree.Text.Path, target)
        {
            Models = Distinct(models),
            Rules = Distinct(rules.Append("otherwise")),
            Externs = externs.DistinctBy(static e => e.Name).ToEquatableArray(),
        };
    }

    private static EquatableArray<string> Distinct(IEnumerable<string?> names) =>
        names.OfType<string>().Select(CSharpName.Pascal).Distinct(StringComparer.Ordinal).ToEquatableArray();

    private static SkeletonExtern? Extern(Clause clause, PolicyText text) =>
        clause.Phrases[0].Arguments is [CallExpression call, ..]
            ? new SkeletonExtern(call.Function.Path, call.Arguments is [PathExpression { Path: "response" }], text.Locate(call.Function.Span))
            : null;

    private static IEnumerable<Clause> Clauses(IEnumerable<Statement> statements, string lead) =>
        statements.OfType<Clause>().Where(c => string.Equals(c.Lead, lead, StringComparison.Ordinal));

    private static string? Name(Clause clause) => clause.Phrases[0].Arguments is [PathExpression path, ..] ? path.Path : null;

    private static IEnumerable<CallExpression> Calls(Statement statement) => statement switch
    {
        Clause clause => clause.Phrases.SelectMany(static p => p.Arguments).SelectMany(Calls).Concat((clause.Body?.Statements ?? []).SelectMany(Calls)),
        Setting setting => Calls(setting.Value),
        _ => [],
    };

    private static IEnumerable<CallExpression> Calls(Expression expression) => expression switch
    {
        CallExpression call => call.Arguments.SelectMany(Calls).Prepend(call),
        BinaryExpression binary => Calls(binary.Left).Concat(Calls(binary.Right)),
        NotExpression not => Calls(not.Operand),
        ListExpression list => list.Items.SelectMany(Calls),
        _ => [],
    };
}
