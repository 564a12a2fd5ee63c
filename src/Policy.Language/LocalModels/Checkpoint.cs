using System.Text.Json;

namespace OptPolicy.Language.LocalModels;

/// <summary>What the compiler reads of a checkpoint: a folder with <c>config.json</c> and weights in Hugging Face's layout.</summary>
/// <param name="Exists">Whether the folder is there.</param>
public sealed record Checkpoint(bool Exists)
{
    public const string FileName = "config.json";

    public static Checkpoint Missing { get; } = new(false);

    /// <summary>Its sizes; null when they cannot be read, and nothing should be said of them.</summary>
    public CheckpointSizes? Sizes { get; init; }

    /// <summary>A folder beside it that the author may have meant.</summary>
    public string? Suggestion { get; init; }

    /// <summary>Reads <c>config.json</c>; null when the text is not one of a decoder.</summary>
    public static CheckpointSizes? Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement is not { ValueKind: JsonValueKind.Object } root
                || Number(root, "hidden_size") is not { } hidden || Number(root, "intermediate_size") is not { } inner
                || Number(root, "num_hidden_layers") is not { } layers || Number(root, "num_attention_heads") is not { } heads || Number(root, "vocab_size") is not { } vocabulary)
            {
                return null;
            }

            return new CheckpointSizes(hidden, inner, layers, heads * (Number(root, "head_dim") ?? hidden / heads), vocabulary);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static int? Number(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number > 0 ? number : null;
}

/// <param name="Inner">Width of the feed-forward layers.</param>
/// <param name="Attention">Width of all heads together.</param>
/// <param name="Vocabulary">Tokens.</param>
public sealed record CheckpointSizes(int Hidden, int Inner, int Layers, int Attention, int Vocabulary)
{
    /// <summary>The lengths along which weights share scales: the inputs of the products.</summary>
    public IEnumerable<(string Name, int Size)> ProductInputs => [("hidden size", Hidden), ("feed-forward size", Inner), ("attention width", Attention)];

    /// <summary>Weights of the layers, about: what is compared when nothing else is known.</summary>
    public double LayerWeights => (double)Layers * Hidden * (4.0 * Attention + 3.0 * Inner);
}
