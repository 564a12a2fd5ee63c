using System.Collections.Immutable;
using System.Text;
using OptPolicy.Language.Semantics;

namespace OptPolicy.Language.Schema;

/// <summary>The language reference as Markdown, made from the tables, so that it cannot say anything else than the compiler.</summary>
public static class LanguageReference
{
    public static string Markdown()
    {
        var text = new StringBuilder();
        text.Append("## Statements\n");
        foreach (var statement in PolicySchema.All)
            AppendStatement(text, statement);

        AppendFacts(text);
        AppendUnits(text);
        return text.ToString();
    }

    /// <summary>One statement's shape on one line: <c>rule NAME when CONDITION use TARGET [because REASON]</c>.</summary>
    public static string Synopsis(StatementSchema statement)
    {
        ArgumentNullException.ThrowIfNull(statement);
        var parts = new List<string>();
        string? group = null;
        foreach (var phrase in statement.Phrases)
        {
            var written = Synopsis(phrase);
            if (phrase.Group is not null && phrase.Group == group)
                parts[^1] += " | " + written;
            else
                parts.Add(phrase.IsRequired || phrase.Group is not null ? written : $"[{written}]");
            group = phrase.Group;
        }

        return string.Join(' ', parts) + (statement.Body == BodyRule.None ? "" : " { … }");
    }

    private static string Synopsis(PhraseSchema phrase) =>
        string.Join(' ', phrase.Operands.Select(Synopsis).Prepend(phrase.Keyword));

    private static string Synopsis(OperandSchema operand)
    {
        var text = operand.Shape switch
        {
            { Kind: ShapeKind.Word, Words: [var only] } => only,
            { Kind: ShapeKind.Word } shape => string.Join('|', shape.Words),
            _ => operand.Name.ToUpperInvariant(),
        };
        return (operand.IsOptional ? $"[{text}]" : text) + (operand.Repeats ? ", …" : "");
    }

    private static void AppendStatement(StringBuilder text, StatementSchema statement)
    {
        var place = statement.Parent is PolicySchema.File ? "" : $" in `{statement.Parent}`";
        text.Append($"\n### `{statement.Title}`{place}\n\n{statement.Documentation}\n");
        if (statement.Unavailable is { } missing)
            text.Append($"\n> Checked, but not available yet: {missing}.\n");
        text.Append($"\n`{Synopsis(statement)}`\n");

        if (!statement.Settings.IsEmpty)
        {
            text.Append("\n| setting | value | default | |\n|---|---|---|---|\n");
            foreach (var setting in statement.Settings)
                text.Append($"| `{setting.Name}` | {Cell(setting.Shape.Description)} | {DefaultOf(setting)} | {Cell(setting.Documentation)}{Notes(setting)} |\n");
        }

        if (statement.FactsAreSettings)
            text.Append("\nEvery request fact is a setting too: `user.tier: free` pins it for the test.\n");
        text.Append($"\n```\n{statement.Example}\n```\n");
    }

    private static string DefaultOf(SettingSchema setting) => setting switch
    {
        { IsRequired: true } => "required",
        { Default: { } value } => $"`{value}`",
        _ => "",
    };

    private static string Notes(SettingSchema setting) =>
        (setting.IsTunable ? " Tunable." : "") + (setting.Unavailable is { } missing ? $" Not available yet: {missing}." : "");

    private static void AppendFacts(StringBuilder text)
    {
        text.Append("\n## Facts\n");
        foreach (var subject in Enum.GetValues<FactSubject>())
        {
            text.Append($"\n### {Heading(subject)}\n\n| fact | type | |\n|---|---|---|\n");
            foreach (var fact in FactTable.Of(subject))
            {
                var type = fact.EnumValues.Length > 0 ? fact.EnumValues.Replace(",", ", ", StringComparison.Ordinal) : ShapeDescription.OfType(fact.Type);
                text.Append($"| `{fact.Name}` | {Cell(type)} | {Cell(fact.Documentation)} |\n");
            }
        }
    }

    private static string Heading(FactSubject subject) => subject switch
    {
        FactSubject.Request => "Of a request: rules, cache bypass, retrieval",
        FactSubject.Response => "Of an answer: `accept when` of a cascade",
        FactSubject.Failure => "Of a failure: `retry` and `try` of a fallback",
        FactSubject.CacheCandidate => "Of a near cache hit: `verify when`",
        _ => "Measured over many requests",
    };

    private static void AppendUnits(StringBuilder text)
    {
        text.Append("\n## Units\n\n| unit | makes | |\n|---|---|---|\n");
        foreach (var unit in Units.All)
        {
            var shown = unit.IsRate ? $"$1{unit.Name}" : $"1{unit.Name}";
            text.Append($"| `{shown}` | {(unit is { IsRate: true, Type: Semantics.ValueType.Money } ? "money in a time window" : ShapeDescription.OfType(unit.Type).Split(',')[0])} | {unit.Documentation} |\n");
        }
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
