using System.Collections.Immutable;
using System.Text.Json;
using OptPolicy.Cli.Caching.Labels;

namespace OptPolicy.Cli.Intents;

/// <summary>Questions with the intent that people gave them.</summary>
/// <param name="Names">The intents, in the order of the alphabet.</param>
/// <param name="Rows">Questions and the index of their intent.</param>
internal sealed record LabelledQuestions(ImmutableArray<string> Names, ImmutableArray<(string Text, int Intent)> Rows)
{
    /// <summary>Reads JSON lines of <c>{"text": …, "intent": …}</c>. Rows whose intent is <c>none</c> are left out: what is none of the intents needs no examples.</summary>
    /// <exception cref="PairFileException">A line is something else, or an intent has too few questions.</exception>
    public static LabelledQuestions Read(string path, string shown)
    {
        var rows = new List<(string Text, string Intent)>();
        foreach (var (index, line) in File.ReadLines(path).Index())
        {
            if (string.IsNullOrWhiteSpace(line)) continue;
            var row = Parse(line) ?? throw new PairFileException($"{shown}({index + 1}): each line must be {{\"text\": \"…\", \"intent\": \"…\"}}");
            if (!string.Equals(row.Intent, IntentsInfo.None, StringComparison.OrdinalIgnoreCase)) rows.Add(row);
        }

        var names = rows.Select(static r => r.Intent).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal).ToImmutableArray();
        if (names.Length < 2) throw new PairFileException($"{shown}: it takes questions of at least two intents");
        var places = names.Index().ToDictionary(static n => n.Item, static n => n.Index, StringComparer.OrdinalIgnoreCase);
        var questions = rows.Select(r => (r.Text, places[r.Intent])).ToImmutableArray();
        foreach (var intent in questions.GroupBy(static q => q.Item2))
        {
            if (intent.Count() < TrainedHeadFit.Fewest)
                throw new PairFileException($"{shown}: '{names[intent.Key]}' has {intent.Count()} questions, and training takes at least {TrainedHeadFit.Fewest} of each intent; write the few as 'examples' into the policy instead");
        }

        return new(names, questions);
    }

    private static (string Text, string Intent)? Parse(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return Member(document.RootElement, "text") is { } text && Member(document.RootElement, "intent") is { } intent ? (text, intent) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Member(JsonElement row, string name) =>
        row.ValueKind == JsonValueKind.Object && row.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && !string.IsNullOrWhiteSpace(value.GetString()) ? value.GetString()!.Trim() : null;
}
