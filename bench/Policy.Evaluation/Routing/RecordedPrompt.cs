using System.Text.Json;

namespace OptPolicy.Evaluation.Routing;

/// <summary>A prompt that a weak and a strong model answered, and whether each was right.</summary>
/// <param name="Label">What the set itself says about the prompt, for example its subject; <see langword="null"/> where it says nothing.</param>
internal sealed record RecordedPrompt(string Text, string? Label, bool Weak, bool Strong)
{
    /// <summary>What the strong model is worth here: 1, 0 or −1.</summary>
    public int Gain => (Strong ? 1 : 0) - (Weak ? 1 : 0);

    public static IReadOnlyList<(string Name, IReadOnlyList<RecordedPrompt> Prompts)> Read(string folder)
    {
        var sets = new List<(string, IReadOnlyList<RecordedPrompt>)>();
        Add("MMLU, Mixtral and GPT-4", "mmlu_mixtral_gpt4.jsonl", "weak_correct", "strong_correct");
        Add("GSM8K, Mixtral and GPT-4", "gsm8k_mixtral_gpt4.jsonl", "mistralai/Mixtral-8x7B-Instruct-v0.1", "gpt-4-1106-preview");
        return sets;

        void Add(string name, string file, string weak, string strong)
        {
            var path = Path.Combine(folder, "routing", file);
            if (File.Exists(path))
                sets.Add((name, [.. File.ReadLines(path).Where(static l => l.Length > 0).Select(l => Parse(l, weak, strong))]));
        }
    }

    private static RecordedPrompt Parse(string line, string weak, string strong)
    {
        using var document = JsonDocument.Parse(line);
        var row = document.RootElement;
        return new(row.GetProperty("prompt").GetString()!, row.TryGetProperty("subject", out var subject) ? subject.GetString() : null, Flag(row.GetProperty(weak)), Flag(row.GetProperty(strong)));
    }

    // One file holds booleans, the other Python's words for them.
    private static bool Flag(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString() == "True" : value.GetBoolean();
}
