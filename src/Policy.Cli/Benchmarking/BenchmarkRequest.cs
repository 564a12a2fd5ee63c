using OptPolicy.Cli.LocalModels;

namespace OptPolicy.Cli.Benchmarking;

/// <summary>What to measure.</summary>
/// <param name="Model">The model that answers.</param>
/// <param name="Draft">A smaller model that drafts for it; null for none.</param>
/// <param name="Prompt">The text that is continued.</param>
/// <param name="Tokens">Tokens of each answer.</param>
internal sealed record BenchmarkRequest(ChosenModel Model, ChosenModel? Draft, string Prompt, int Tokens)
{
    /// <summary>Something that a model may repeat: half of it is the other half again, with one word changed.</summary>
    public const string DefaultPrompt = """
        Rewrite this note and change nothing but the day.

        The workshop of the bicycle shop is open from Monday to Friday, 9 to 18 o'clock. Bring your bicycle in the morning, and you can
        take it home in the evening. Small repairs cost 15 euros, larger ones are done at a price that we tell you before we start.
        Please call us when you cannot come on the day that we agreed on: we keep your place for one week. Our address is 12 Harbour Street.

        The workshop of the bicycle shop is open from Tuesday to Friday, 9 to 18 o'clock. Bring your bicycle in the morning, and you can
        take it home in the evening. Small repairs cost 15 euros, larger ones
        """;
}
