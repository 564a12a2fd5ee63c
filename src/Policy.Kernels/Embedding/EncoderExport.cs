using OptPolicy.Kernels.Architectures;
using OptPolicy.Kernels.Checkpoints;
using OptPolicy.Kernels.Models;

namespace OptPolicy.Kernels.Embedding;

/// <summary>Opens encoder folders: our own, and those that Optimum and Sentence Transformers export (config.json beside model.onnx or onnx/model.onnx).</summary>
internal static class EncoderExport
{
    private static readonly string[] Graphs = [LlamaGraphBuilder.GraphFileName, Path.Combine("onnx", LlamaGraphBuilder.GraphFileName)];

    /// <exception cref="LocalModelException">The folder holds no encoder, or one that asks for something that is not supported.</exception>
    public static EncoderFolder Open(string folder)
    {
        if (File.Exists(Path.Combine(folder, EncoderManifest.FileName)) || !File.Exists(Path.Combine(folder, "config.json")))
            return EncoderFolder.Open(folder);
        var graph = Graphs.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists)
            ?? throw new LocalModelException($"'{folder}' has a config.json and no {LlamaGraphBuilder.GraphFileName}. Export the model with Optimum, or convert its checkpoint: optpolicy convert.");
        if (Directory.Exists(Path.Combine(folder, "2_Dense")))
            throw new LocalModelException($"'{folder}' has a dense layer behind its pooling, which is not supported. Export the whole model so that the graph gives sentence_embedding, and delete 2_Dense.");

        var config = JsonFile.Read(Path.Combine(folder, "config.json"));
        var positions = config.Integer("max_position_embeddings") ?? 512;
        var limit = SentenceTransformers.MaxTokens(folder)
            ?? (config.Text("model_type") is "roberta" or "xlm-roberta" or "mpnet" ? positions - 2 : positions);
        return new EncoderFolder(folder, graph, new EncoderSpec
        {
            Architecture = config.Text("model_type") ?? "encoder",
            Dimensions = config.Integer("hidden_size") ?? config.Count("dim"),
            VocabularySize = config.Count("vocab_size"),
            MaxTokens = limit,
            Pooling = SentenceTransformers.Pooling(folder) ?? EncoderPooling.Mean,
        });
    }
}
