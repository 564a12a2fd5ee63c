using System.Globalization;
using System.Text.Json;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Tokenization;

namespace OptPolicy.Compression.Pipeline.Checking;

/// <summary>What a checkpoint's files say about it without its weights. Immutable.</summary>
internal sealed record CheckpointFacts(string Folder, int HiddenSize, int FeedForwardSize, int Layers, int AttentionWidth, int VocabularySize, string TokenizerFingerprint)
{
    private const string ConfigName = "config.json";

    /// <summary>The inputs of the matrix products, by what they are.</summary>
    public IEnumerable<(string Name, int Size)> ProductInputs => [("hidden size", HiddenSize), ("feed-forward size", FeedForwardSize), ("attention width", AttentionWidth)];

    /// <summary>Why a model cannot learn from a teacher token by token.</summary>
    public string? ProblemWithTeacher(CheckpointFacts teacher)
    {
        if (teacher.VocabularySize != VocabularySize)
            return string.Create(CultureInfo.InvariantCulture, $"the teacher '{teacher.Folder}' has {teacher.VocabularySize} tokens and the model {VocabularySize}: their answers cannot be compared token by token; use a teacher with the same tokenizer");
        return teacher.TokenizerFingerprint == TokenizerFingerprint ? null : $"the teacher '{teacher.Folder}' has another tokenizer than the model: its tokens mean other texts; use a teacher with the same tokenizer";
    }

    /// <exception cref="FormatException">The folder is no checkpoint that stages can work on.</exception>
    public static CheckpointFacts Read(string folder)
    {
        var path = Path.Combine(folder, ConfigName);
        if (!File.Exists(path) || !Directory.EnumerateFiles(folder, "*.safetensors").Any())
            throw new FormatException($"'{folder}' is no checkpoint: {ConfigName} and *.safetensors in Hugging Face's layout are needed");
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = json.RootElement;
            var (hidden, heads) = (Number(root, "hidden_size"), Number(root, "num_attention_heads"));
            var headWidth = root.TryGetProperty("head_dim", out var width) && width.TryGetInt32(out var given) ? given : hidden / Math.Max(1, heads);
            return new CheckpointFacts(
                folder, hidden, Number(root, "intermediate_size"), Number(root, "num_hidden_layers"), heads * headWidth, Number(root, "vocab_size"), TokenizerFile.Load(folder).Fingerprint);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or LocalModelException)
        {
            throw new FormatException($"'{folder}' is no checkpoint that stages can work on: {error.Message}", error);
        }
    }

    private static int Number(JsonElement root, string name) => root.GetProperty(name).GetInt32();
}
