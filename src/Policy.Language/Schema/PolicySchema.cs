using System.Collections.Frozen;
using System.Collections.Immutable;
using OptPolicy.Language.Syntax;
using static OptPolicy.Language.Schema.ValueShape;
using ValueType = OptPolicy.Language.Semantics.ValueType;

namespace OptPolicy.Language.Schema;

/// <summary>
/// The statement table: single source for the binder, completion, hover, the language reference and the editor grammars.
/// Immutable; thread-safe.
/// </summary>
public static partial class PolicySchema
{
    /// <summary>The parent of statements that stand in no block.</summary>
    public const string File = "file";

    private static readonly FrozenDictionary<(string Lead, string Parent), ImmutableArray<StatementSchema>> ByPlace;
    private static readonly FrozenDictionary<string, ImmutableArray<StatementSchema>> ByParent;

    static PolicySchema()
    {
        All = [.. FileStatements(), .. ModelStatements(), .. EmbeddingStatements(), .. CompressionStatements(), .. PolicyStatements(), .. CacheStatements(), .. RetrievalStatements(), .. RoutingStatements(), .. SpendingStatements(), .. TestStatements()];
        ByPlace = All.GroupBy(static s => (s.Lead, s.Parent)).ToFrozenDictionary(static g => g.Key, static g => g.ToImmutableArray());
        ByParent = All.GroupBy(static s => s.Parent).ToFrozenDictionary(static g => g.Key, static g => g.ToImmutableArray());
    }

    /// <summary>Every row, parents before their children.</summary>
    public static ImmutableArray<StatementSchema> All { get; }

    /// <summary>The rows of a statement in a block; more than one when variants exist (<c>cache exact</c>, <c>cache semantic</c>).</summary>
    /// <param name="lead">The statement's first word.</param>
    /// <param name="parent">The <see cref="StatementSchema.Title"/> of the enclosing statement, or <see cref="File"/>.</param>
    public static ImmutableArray<StatementSchema> Find(string lead, string parent) =>
        ByPlace.TryGetValue((lead, parent), out var rows) ? rows : [];

    /// <summary>The rows that may stand in a block.</summary>
    public static ImmutableArray<StatementSchema> Within(string parent) => ByParent.TryGetValue(parent, out var rows) ? rows : [];

    /// <summary>The titles of the blocks in which a statement of this lead may stand.</summary>
    public static ImmutableArray<string> ParentsOf(string lead) =>
        [.. All.Where(s => string.Equals(s.Lead, lead, StringComparison.Ordinal)).Select(static s => s.Parent).Distinct(StringComparer.Ordinal)];

    /// <summary>The row that a clause follows, or null when its lead does not stand here or no variant fits.</summary>
    public static StatementSchema? Find(Clause clause, string parent)
    {
        ArgumentNullException.ThrowIfNull(clause);
        var rows = Find(clause.Lead, parent);
        if (rows.Length == 1 && rows[0].Variant is null)
            return rows[0];

        StatementSchema? fallback = null;
        foreach (var row in rows)
        {
            if (row.Variant is null)
                fallback = row;
            else if (VariantSelector.Selects(row.Variant, clause))
                return row;
        }

        return fallback;
    }

    private static PhraseSchema Phrase(string keyword, string documentation, params OperandSchema[] operands) =>
        new(keyword, documentation) { Operands = [.. operands], IsRequired = true };

    private static PhraseSchema Optional(string keyword, string documentation, params OperandSchema[] operands) =>
        new(keyword, documentation) { Operands = [.. operands] };

    private static OperandSchema Operand(string name, ValueShape shape) => new(name, shape);

    private static PhraseSchema Because { get; } =
        Optional("because", "Why; shown in traces and reviews.", Operand("reason", Quoted));

    private static StatementSchema Inherit(string parent) => new("inherit", parent, $"Puts the statements of the extended policy's `{parent}` block here. Without it, this block replaces that one.")
    {
        Phrases = [Phrase("inherit", "Stands for the inherited statements.")],
        IsSingle = true,
        Example = "inherit",
    };

    private static SettingSchema Ttl(string example) =>
        new("ttl", Of(ValueType.Duration), "How long an answer may be served after it was stored; absolute, never sliding.")
        { Default = "24h", IsTunable = true, Example = example };

    private static SettingSchema Scope { get; } =
        new("scope", FactList, "Facts whose values separate entries. The tenant always separates them.")
        { Default = "[tenant, user]", Example = "[tenant, user.locale]" };
}
