using System.Collections.Immutable;

namespace OptPolicy.Language.Schema;

/// <summary>Whether a statement takes a block in braces.</summary>
public enum BodyRule : byte
{
    None,
    Optional,
    Required,
}

/// <summary>One row of the statement table: everything the tools know about a statement, except what it means.</summary>
/// <param name="Lead">The first word.</param>
/// <param name="Parent">The lead word of the statement whose block it stands in, or <see cref="PolicySchema.File"/>.</param>
public sealed record StatementSchema(string Lead, string Parent, string Documentation)
{
    /// <summary>The word that selects this row among rows of the same lead and parent: <c>exact</c> of <c>cache exact</c>.</summary>
    public string? Variant { get; init; }

    /// <summary>In the order they are written; the first is the lead.</summary>
    public required ImmutableArray<PhraseSchema> Phrases { get; init; }

    public ImmutableArray<SettingSchema> Settings { get; init; } = [];

    public BodyRule Body { get; init; }

    /// <summary>The order of the block's statements matters: extending replaces the block, unless it says <c>inherit</c>.</summary>
    public bool IsOrdered { get; init; }

    /// <summary>At most one in its parent.</summary>
    public bool IsSingle { get; init; }

    /// <summary>Every request fact is a setting of the block too (tests pin facts).</summary>
    public bool FactsAreSettings { get; init; }

    /// <summary>Null when it works; otherwise what is missing, for example "semantic caching".</summary>
    public string? Unavailable { get; init; }

    /// <summary>A whole statement, in canonical layout.</summary>
    public required string Example { get; init; }

    /// <summary>For people: <c>cache semantic</c>.</summary>
    public string Title => Variant is null || string.Equals(Variant, Lead, StringComparison.Ordinal) ? Lead : $"{Lead} {Variant}";

    public SettingSchema? FindSetting(string name)
    {
        foreach (var setting in Settings)
        {
            if (string.Equals(setting.Name, name, StringComparison.Ordinal))
                return setting;
        }

        return null;
    }

    public PhraseSchema? FindPhrase(string keyword)
    {
        foreach (var phrase in Phrases)
        {
            if (string.Equals(phrase.Keyword, keyword, StringComparison.Ordinal))
                return phrase;
        }

        return null;
    }
}
