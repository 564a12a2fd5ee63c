using System.Text;
using OptPolicy.Language.Schema;
using OptPolicy.Language.Semantics;
using OptPolicy.LanguageServer.Protocol;
using ValueType = OptPolicy.Language.Semantics.ValueType;

namespace OptPolicy.LanguageServer.Hovering;

/// <summary>What the statement table says about a thing, as Markdown.</summary>
internal static class SchemaDocs
{
    public static MarkupContent Of(StatementSchema row)
    {
        var text = new StringBuilder($"**{row.Title}**: {row.Documentation}\n\n```optpolicy\n{row.Example.TrimEnd()}\n```\n");
        AppendAvailability(text, row.Unavailable);
        return MarkupContent.Markdown(text.ToString());
    }

    public static MarkupContent Of(PhraseSchema phrase)
    {
        var operands = phrase.Operands.Select(static o => $"*{o.Name}*: {o.Shape.Description}");
        return MarkupContent.Markdown($"**{phrase.Keyword}**: {phrase.Documentation}\n\n{string.Join("  \n", operands)}".TrimEnd());
    }

    public static MarkupContent Of(SettingSchema setting)
    {
        var text = new StringBuilder($"**{setting.Name}**: {setting.Documentation}\n\n");
        text.Append(setting.Shape.Description).Append(setting.IsRequired ? " (required)" : setting.Default is { } value ? $" (default `{value}`)" : "");
        text.Append(setting.IsTunable ? "; tunable" : "").Append($"\n\n```optpolicy\n{setting.Name}: {setting.Example}\n```\n");
        AppendAvailability(text, setting.Unavailable);
        return MarkupContent.Markdown(text.ToString());
    }

    public static MarkupContent Of(FactDefinition fact)
    {
        var values = fact.EnumValues.Length == 0 ? "" : $"\n\nOne of {string.Join(", ", fact.EnumValues.Split(',').Select(static v => $"`{v}`"))}.";
        return MarkupContent.Markdown($"**{fact.Name}** ({TypeName(fact.Type)}, {Subject(fact.Subject)}): {fact.Documentation}{values}");
    }

    public static string TypeName(ValueType type) => type switch
    {
        ValueType.MoneyRate => "price per token",
        ValueType.MoneyPerRequest => "money per request",
        ValueType.Enum => "word",
        ValueType.Bool => "true or false",
        _ => type.ToString().ToLowerInvariant(),
    };

    private static string Subject(FactSubject subject) => subject switch
    {
        FactSubject.Request => "known before any attempt",
        FactSubject.Response => "known after an answer",
        FactSubject.Failure => "known after a failure",
        FactSubject.CacheCandidate => "known after a cache look-up",
        _ => "measured over many requests",
    };

    private static void AppendAvailability(StringBuilder text, string? unavailable)
    {
        if (unavailable is not null)
        {
            text.Append($"\n*Not available yet: {unavailable}.*");
        }
    }
}
