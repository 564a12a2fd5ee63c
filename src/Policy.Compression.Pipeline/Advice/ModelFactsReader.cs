using System.Text.Json;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Tokenization;
using OptPolicy.Kernels.Weights.Safetensors;

namespace OptPolicy.Compression.Pipeline.Advice;

/// <summary>Reads what advice needs of a model: configuration, names and sizes of weights, the tokenizer. Loads nothing.</summary>
public static class ModelFactsReader
{
    private const string ConfigName = "config.json";

    /// <summary>Reads a folder, an <c>.onnx</c> or a <c>.gguf</c> file.</summary>
    /// <param name="path">A full path.</param>
    /// <param name="name">As the user named it.</param>
    /// <exception cref="LocalModelException">There is no model, or its files are damaged.</exception>
    public static ModelFacts Read(string path, string name)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (File.Exists(path))
        {
            return Path.GetExtension(path).ToUpperInvariant() switch
            {
                ".GGUF" => new ModelFacts(name, path, ModelKind.Gguf, new FileInfo(path).Length) { IsDecoder = true },
                ".ONNX" => OnnxFacts.Read(path, name),
                _ => throw new LocalModelException($"'{name}' is no model: give a folder, an .onnx or a .gguf file."),
            };
        }

        if (!Directory.Exists(path))
            throw new LocalModelException($"There is no model '{name}'.");
        if (File.Exists(Path.Combine(path, ConfigName)) && Directory.EnumerateFiles(path, "*.safetensors").Any() && !File.Exists(Path.Combine(path, "model.onnx")))
            return ReadCheckpoint(path, name);
        return HoldsDecoder(path) ? ReadRunnable(path, name) : OnnxFacts.Read(OnnxFacts.Find(path) ?? throw new LocalModelException($"'{name}' holds no model: neither {ConfigName} with *.safetensors nor an ONNX graph."), name);
    }

    private static bool HoldsDecoder(string path)
    {
        try
        {
            _ = DecoderFolder.Open(path);
            return true;
        }
        catch (LocalModelException) when (OnnxFacts.Find(path) is not null)
        {
            return false;
        }
    }

    private static ModelFacts ReadRunnable(string path, string name)
    {
        var folder = DecoderFolder.Open(path);
        var spec = folder.Spec;
        var graph = OnnxFacts.Read(folder.GraphPath, name);
        var bits = spec.Format switch
        {
            WeightFormat.Q4 => 5,
            WeightFormat.Q4Block128 => 4.25,
            WeightFormat.Q8 or WeightFormat.RowQ8 => 8.5,
            _ => graph.IsQuantized ? 0 : 32,
        };
        return graph with
        {
            Path = path,
            Kind = ModelKind.Runnable,
            IsDecoder = true,
            Architecture = spec.Architecture,
            Format = spec.Format == WeightFormat.Unknown ? graph.Format : spec.Format.ToString(),
            IsQuantized = graph.IsQuantized || spec.Format is not (WeightFormat.Unknown or WeightFormat.Fp32),
            Parameters = bits > 0 ? (long)(graph.Bytes * 8 / bits) : null,
            TableParameters = 2L * spec.VocabularySize * spec.HiddenSize,
            Layers = spec.Layers,
            VocabularySize = spec.VocabularySize,
            ContextTokens = spec.ContextTokens,
            ProductInputs = [spec.HiddenSize],
            TokenizerFingerprint = Fingerprint(path),
        };
    }

    private static ModelFacts ReadCheckpoint(string path, string name)
    {
        try
        {
            using var weights = SafetensorsReader.Open(path);
            using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(path, ConfigName)));
            var root = json.RootElement;
            var (hidden, vocabulary) = (Number(root, "hidden_size"), Number(root, "vocab_size"));
            var tables = weights.Tensors.Values.Where(static tensor => tensor.Name.Contains("embed_tokens", StringComparison.Ordinal) || tensor.Name.Contains("word_embeddings", StringComparison.Ordinal) || tensor.Name.StartsWith("lm_head.", StringComparison.Ordinal));
            var architecture = root.TryGetProperty("architectures", out var names) && names.ValueKind == JsonValueKind.Array && names.GetArrayLength() > 0 ? names[0].GetString() ?? "" : "";
            return new ModelFacts(name, path, ModelKind.Checkpoint, weights.Files.Sum(static file => new FileInfo(file).Length))
            {
                Architecture = architecture,
                IsDecoder = architecture.EndsWith("ForCausalLM", StringComparison.Ordinal),
                Format = string.Join(" and ", weights.Tensors.Values.Select(static tensor => tensor.TypeName).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)),
                IsQuantized = root.TryGetProperty("quantization_config", out _),
                Parameters = weights.Tensors.Values.Sum(Elements),
                TableParameters = tables.Sum(Elements),
                Layers = Number(root, "num_hidden_layers"),
                VocabularySize = vocabulary,
                ContextTokens = Number(root, "max_position_embeddings"),
                ProductInputs = [.. new[] { hidden, Number(root, "intermediate_size"), Number(root, "head_dim") * Number(root, "num_attention_heads") }.Where(static size => size > 0).Distinct()],
                TokenizerFingerprint = Fingerprint(path),
            };
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException)
        {
            throw new LocalModelException($"'{name}' has a {ConfigName} that cannot be read: {error.Message}", error);
        }
    }

    private static long Elements(Kernels.Weights.StoredTensor tensor) => tensor.Shape.Aggregate(1L, static (product, size) => product * size);

    private static int Number(JsonElement root, string name) => root.TryGetProperty(name, out var value) && value.TryGetInt32(out var number) ? number : 0;

    private static string? Fingerprint(string folder)
    {
        try
        {
            return File.Exists(Path.Combine(folder, TokenizerFile.FileName)) ? TokenizerFile.Load(folder).Fingerprint : null;
        }
        catch (LocalModelException)
        {
            // A tokenizer of a kind that is not read here cannot be compared with another.
            return null;
        }
    }
}
