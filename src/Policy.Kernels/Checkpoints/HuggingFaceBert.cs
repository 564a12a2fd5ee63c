using OptPolicy.Kernels.Architectures;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Weights;
using OptPolicy.Kernels.Weights.Safetensors;

namespace OptPolicy.Kernels.Checkpoints;

/// <summary>Opens BERT-architecture encoders in Hugging Face's and Sentence Transformers' layout: config.json beside safetensors.</summary>
public static class HuggingFaceBert
{
    private static readonly string[] Kinds = ["bert", "roberta", "xlm-roberta"];

    /// <summary>Opens a checkpoint folder.</summary>
    /// <exception cref="LocalModelException">One of the model's traits is not supported, or a tensor is missing or wrong.</exception>
    public static BertSource Open(string folder)
    {
        var config = JsonFile.Read(Path.Combine(folder, "config.json"));
        var shape = Shape(config);
        var files = SafetensorsReader.Open(folder);
        try
        {
            return new BertSource(Bind(files, shape, BertHeadLabels.Read(config)), SentenceTransformers.Pooling(folder) ?? EncoderPooling.Mean, SentenceTransformers.MaxTokens(folder) ?? shape.Positions, files);
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }

    /// <summary>Whether a configuration is of this architecture.</summary>
    internal static bool Recognizes(JsonFile config) => Kinds.Contains(config.Text("model_type"));

    private static BertShape Shape(JsonFile config)
    {
        if ((config.Text("position_embedding_type") ?? "absolute") is not "absolute")
            throw new LocalModelException($"The model of '{config.Path}' has positions of type '{config.Text("position_embedding_type")}'; only learned absolute ones are supported.");
        var isRoberta = config.Text("model_type") is not "bert";
        return new BertShape
        {
            VocabularySize = config.Count("vocab_size"),
            HiddenSize = config.Count("hidden_size"),
            Layers = config.Count("num_hidden_layers"),
            Heads = config.Count("num_attention_heads"),
            FeedForwardSize = config.Count("intermediate_size"),
            Positions = config.Count("max_position_embeddings"),
            FirstPosition = isRoberta ? (config.Integer("pad_token_id") ?? 1) + 1 : 0,
            TokenTypes = config.Integer("type_vocab_size") ?? 0,
            NormEpsilon = config.OptionalNumber("layer_norm_eps") ?? 1e-12f,
            ApproximatesGelu = (config.Text("hidden_act") ?? "gelu") switch
            {
                "gelu" => false,
                "gelu_new" or "gelu_pytorch_tanh" or "gelu_fast" => true,
                var other => throw new LocalModelException($"The model of '{config.Path}' uses the activation '{other}'; only GELU is supported."),
            },
        };
    }

    private static BertWeights Bind(Checkpoint files, BertShape shape, IReadOnlyList<string> labels)
    {
        // Exports of a model with a task's head put the encoder under its name.
        var root = ((string[])["", "bert.", "roberta."]).FirstOrDefault(prefix => files.Tensors.ContainsKey(prefix + "embeddings.word_embeddings.weight"), "");
        var (hidden, inner) = (shape.HiddenSize, shape.FeedForwardSize);
        return new BertWeights(
            shape,
            files.Matrix(root + "embeddings.word_embeddings.weight", shape.VocabularySize, hidden),
            files.Matrix(root + "embeddings.position_embeddings.weight", shape.Positions, hidden),
            shape.TokenTypes == 0 ? null : files.Matrix(root + "embeddings.token_type_embeddings.weight", shape.TokenTypes, hidden),
            Affine("embeddings.LayerNorm", 1, hidden),
            [.. Enumerable.Range(0, shape.Layers).Select(layer => new BertLayerWeights(
                Affine($"encoder.layer.{layer}.attention.self.query", hidden, hidden),
                Affine($"encoder.layer.{layer}.attention.self.key", hidden, hidden),
                Affine($"encoder.layer.{layer}.attention.self.value", hidden, hidden),
                Affine($"encoder.layer.{layer}.attention.output.dense", hidden, hidden),
                Affine($"encoder.layer.{layer}.attention.output.LayerNorm", 1, hidden),
                Affine($"encoder.layer.{layer}.intermediate.dense", inner, hidden),
                Affine($"encoder.layer.{layer}.output.dense", hidden, inner),
                Affine($"encoder.layer.{layer}.output.LayerNorm", 1, hidden)))],
            labels.Count == 0 ? null : new BertHeadWeights(Affine("pooler.dense", hidden, hidden), Named("classifier", labels.Count, hidden), labels));

        AffineWeights Affine(string name, int rows, int columns) => Named(root + name, rows, columns);
        AffineWeights Named(string name, int rows, int columns) =>
            new(files.Matrix($"{name}.weight", rows, columns), files.Matrix($"{name}.bias", 1, rows == 1 ? columns : rows));
    }
}
