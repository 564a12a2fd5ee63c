using System.Collections.Immutable;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Schema;

namespace OptPolicy.Language.Binding;

/// <summary>
/// Applies <c>extends</c> and <c>inherit</c>: settings merge by name; an ordered block replaces the inherited one unless it says
/// <c>inherit</c>, which puts the inherited statements there; statements without a counterpart are added.
/// </summary>
internal static class PolicyMerger
{
    /// <summary>The statement of the policy with its effective settings and block.</summary>
    public static BoundStatement Effective(PolicyScope policy)
    {
        var own = policy.Statement;
        var inherited = policy.Parent is { } parent ? Effective(parent) : null;
        var statements = ImmutableArray.CreateBuilder<BoundStatement>();
        if (inherited is not null)
            statements.AddRange(inherited.Children.Where(static s => s.Schema.Lead is not "test"));

        foreach (var statement in own.Children)
        {
            var index = inherited is null ? -1 : IndexOfCounterpart(statements, statement);
            if (index >= 0)
                statements[index] = Merge(statements[index], statement);
            else
                statements.Add(WithoutInherit(statement, policy));
        }

        return own.WithBody(MergeSettings(inherited?.Settings ?? [], own.Settings), statements.ToImmutable());
    }

    private static int IndexOfCounterpart(ImmutableArray<BoundStatement>.Builder statements, BoundStatement statement)
    {
        for (var i = 0; i < statements.Count; i++)
        {
            if (ReferenceEquals(statements[i].Schema, statement.Schema) && AreCounterparts(statements[i], statement))
                return i;
        }

        return -1;
    }

    private static bool AreCounterparts(BoundStatement inherited, BoundStatement own) => own.Schema.Lead switch
    {
        "cascade" => Name(inherited) == Name(own),
        "budget" => ScopeOf(inherited) == ScopeOf(own) && (WindowOf(own) is null || WindowOf(own) == WindowOf(inherited)),
        "retrieve" => Collection(inherited) == Collection(own),
        "assert" or "canary" or "test" => false,
        _ => own.Schema.IsSingle,
    };

    private static BoundStatement Merge(BoundStatement inherited, BoundStatement own)
    {
        var settings = MergeSettings(inherited.Settings, own.Settings);
        var splice = own.Children.FirstOrDefault(static s => s.Schema.Lead is "inherit");
        if (splice is not null)
        {
            var singles = own.Children.Where(static s => s.Schema.IsSingle).Select(static s => s.Schema).ToHashSet();
            var spliced = inherited.Children.Where(s => !singles.Contains(s.Schema)).ToImmutableArray();
            var otherwise = spliced.Where(static s => s.Schema.Lead is "otherwise").ToImmutableArray();
            var index = own.Children.IndexOf(splice);
            return own.WithBody(settings, [.. own.Children[..index], .. spliced.RemoveRange(otherwise), .. own.Children[(index + 1)..], .. otherwise]);
        }

        // Caches are no sequence: every bypass holds. The steps of a budget are one.
        var keepsInherited = own.Schema.Lead is "cache" or "retrieve" || (own.Schema.Lead is "budget" && own.Children.IsEmpty);
        if (!keepsInherited)
            return own.WithBody(settings, own.Children);
        return own.WithBody(settings, [.. inherited.Children.Where(s => !s.Schema.IsSingle || own.Children.All(c => c.Schema != s.Schema)), .. own.Children]);
    }

    /// <summary>Reports an <c>inherit</c> that stands for nothing.</summary>
    private static BoundStatement WithoutInherit(BoundStatement statement, PolicyScope policy)
    {
        if (statement.Children.FirstOrDefault(static s => s.Schema.Lead is "inherit") is not { } inherit)
            return statement;

        var isUnresolved = policy.Extends && policy.Parent is null;
        if (!isUnresolved && statement.Text == policy.Statement.Text)
        {
            var file = policy.File.Diagnostics;
            var reason = policy.Parent is null ? $"'{policy.Symbol.Name}' extends no policy" : $"'{policy.Parent.Symbol.Name}' has none";
            file.Report(DiagnosticCatalog.NothingToInherit, inherit.Syntax.Span, file.RemoveLines("Remove 'inherit'", inherit.Syntax.Span), statement.Schema.Title, reason);
        }

        return statement.WithBody(statement.Settings, statement.Children.Remove(inherit));
    }

    private static ImmutableArray<BoundSetting> MergeSettings(ImmutableArray<BoundSetting> inherited, ImmutableArray<BoundSetting> own) =>
        [.. inherited.Where(s => !own.Any(o => o.Syntax.Name == s.Syntax.Name)), .. own];

    private static string? Name(BoundStatement statement) => statement.Operand<NameValue>(statement.Schema.Lead, "name")?.Name;

    private static string? Collection(BoundStatement retrieve) => retrieve.Operand<NameValue>("from", "collection")?.Name;

    private static string? ScopeOf(BoundStatement budget) => budget.Operand<WordsValue>("per", "scope")?.Word;

    private static Semantics.BudgetWindow? WindowOf(BoundStatement budget) => (budget.Setting("limit")?.Value as ConstantValue)?.Window;
}
