using System.Text.Json;
using OptPolicy.Kernels.Architectures;
using OptPolicy.Kernels.Weights;

namespace OptPolicy.Kernels.Models;

/// <summary>
/// Writes a complete little model with random weights: it answers nonsense, and everything around it (loading, devices, lanes, speculation,
/// constraints) works as with a real one. For first tries and tests without a download.
/// </summary>
public static class RandomModel
{
    private const string Begin = "<|im_start|>";
    private const string End = "<|im_end|>";

    private const string ChatTemplate =
        "{% for message in messages %}{{ '" + Begin + "' + message['role'] + '\n' + message['content'] + '" + End + "' + '\n' }}{% endfor %}{% if add_generation_prompt %}{{ '" + Begin + "assistant\n' }}{% endif %}";

    private static readonly LlamaShape Shape = new()
    {
        VocabularySize = 288,
        HiddenSize = 128,
        Layers = 2,
        Heads = 4,
        KeyValueHeads = 2,
        HeadDimension = 32,
        FeedForwardSize = 256,
        ContextTokens = 1024,
    };

    /// <summary>Writes graph, weights, manifest, tokenizer and chat template: about 0.5 MB. Equal seeds write equal models.</summary>
    /// <param name="folder">Where to; made when it is not there.</param>
    /// <param name="seed">Of the weights.</param>
    /// <param name="format">How the weights are stored.</param>
    /// <returns>The folder, opened.</returns>
    public static DecoderFolder Write(string folder, int seed = 1, WeightFormat format = WeightFormat.Q4)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        Directory.CreateDirectory(folder);
        var spec = LlamaGraphBuilder.Write(Weights(seed), new LlamaGraphOptions { Format = format }, folder);
        new DecoderManifest(DecoderManifest.CurrentVersion, "random weights", "", spec with { EndTokens = [Special(End)] }).Write(folder);
        WriteTokenizer(folder);
        return DecoderFolder.Open(folder);
    }

    private static LlamaWeights Weights(int seed)
    {
        var random = new Random(seed);
        var width = Shape.Heads * Shape.HeadDimension;
        var keyWidth = Shape.KeyValueHeads * Shape.HeadDimension;
        return new LlamaWeights(
            Shape,
            Matrix("embedding", Shape.VocabularySize, Shape.HiddenSize, 1),
            Ones("norm"),
            Matrix("head", Shape.VocabularySize, Shape.HiddenSize),
            [.. Enumerable.Range(0, Shape.Layers).Select(i => new LlamaLayerWeights(
                Ones($"{i}.attention_norm"),
                Matrix($"{i}.query", width, Shape.HiddenSize),
                Matrix($"{i}.key", keyWidth, Shape.HiddenSize),
                Matrix($"{i}.value", keyWidth, Shape.HiddenSize),
                Matrix($"{i}.output", Shape.HiddenSize, width),
                Ones($"{i}.feed_forward_norm"),
                Matrix($"{i}.gate", Shape.FeedForwardSize, Shape.HiddenSize),
                Matrix($"{i}.up", Shape.FeedForwardSize, Shape.HiddenSize),
                Matrix($"{i}.down", Shape.HiddenSize, Shape.FeedForwardSize)))]);

        // Sums of two uniform numbers, scaled so that a product keeps the variance of its input.
        ArrayMatrix Matrix(string name, int rows, int columns, float? deviation = null)
        {
            var scale = (deviation ?? 1 / MathF.Sqrt(columns)) * MathF.Sqrt(6);
            var values = new float[rows * columns];
            foreach (ref var value in values.AsSpan())
                value = (random.NextSingle() + random.NextSingle() - 1) * scale;
            return new ArrayMatrix(name, rows, columns, values);
        }
    }

    private static ArrayMatrix Ones(string name)
    {
        var values = new float[Shape.HiddenSize];
        values.AsSpan().Fill(1);
        return new ArrayMatrix(name, 1, Shape.HiddenSize, values);
    }

    private static int Special(string token) => token == Begin ? 256 : 257;

    // Byte-level BPE without a merge: one token a byte, so that every text can be written.
    private static void WriteTokenizer(string folder)
    {
        using (var file = File.Create(Path.Combine(folder, "tokenizer.json")))
        using (var json = new Utf8JsonWriter(file))
        {
            json.WriteStartObject();
            json.WriteString("version", "1.0");
            json.WriteStartArray("added_tokens");
            foreach (var token in (string[])[Begin, End])
            {
                json.WriteStartObject();
                json.WriteNumber("id", Special(token));
                json.WriteString("content", token);
                foreach (var flag in (string[])["single_word", "lstrip", "rstrip", "normalized"])
                    json.WriteBoolean(flag, false);
                json.WriteBoolean("special", true);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteNull("normalizer");
            WriteByteLevel(json, "pre_tokenizer");
            json.WriteNull("post_processor");
            WriteByteLevel(json, "decoder");
            json.WriteStartObject("model");
            json.WriteString("type", "BPE");
            json.WriteStartObject("vocab");
            foreach (var (letter, id) in ByteLetters().Select(static (letter, id) => (letter, id)))
                json.WriteNumber(letter.ToString(), id);
            json.WriteEndObject();
            json.WriteStartArray("merges");
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndObject();
        }

        using var configuration = new MemoryStream();
        using (var json = new Utf8JsonWriter(configuration, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("eos_token", End);
            json.WriteString("chat_template", ChatTemplate);
            json.WriteEndObject();
        }

        File.WriteAllBytes(Path.Combine(folder, "tokenizer_config.json"), configuration.ToArray());
    }

    private static void WriteByteLevel(Utf8JsonWriter json, string name)
    {
        json.WriteStartObject(name);
        json.WriteString("type", "ByteLevel");
        json.WriteBoolean("add_prefix_space", false);
        json.WriteBoolean("trim_offsets", true);
        json.WriteBoolean("use_regex", true);
        json.WriteEndObject();
    }

    /// <summary>The letter that byte-level BPE writes each byte with (GPT-2's table): itself where it is printable, else one from U+0100 on.</summary>
    private static char[] ByteLetters()
    {
        var letters = new char[256];
        var next = 0x100;
        for (var value = 0; value < letters.Length; value++)
            letters[value] = value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF) ? (char)value : (char)next++;
        return letters;
    }
}
