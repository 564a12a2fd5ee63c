using OptPolicy.Compression.Models;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Weights.Safetensors;
using TorchSharp;
using static TorchSharp.torch;

namespace OptPolicy.Compression.Checkpoints;

/// <summary>An encoder in Hugging Face's layout: <c>config.json</c> beside <c>model.safetensors</c>; one that gives vectors has Sentence Transformers' files, too.</summary>
public static class EncoderModelFolder
{
    private const string BodyPrefix = "bert.";
    private const string TypesName = "embeddings.token_type_embeddings.weight";

    /// <summary>Writes an encoder into <paramref name="folder"/>, which is created. Files already there are replaced one by one.</summary>
    public static void Save(BertModel model, string folder)
    {
        ArgumentNullException.ThrowIfNull(model);
        Directory.CreateDirectory(folder);
        TensorFile.Write(Path.Combine(folder, ModelFolder.WeightsName), Values(model));
        BertConfigFile.Write(Path.Combine(folder, ModelFolder.ConfigName), model.Config);
        if (!model.Config.Classifies)
            BertConfigFile.WriteSentenceTransformers(folder, model.Config);
    }

    /// <summary>Reads an encoder.</summary>
    /// <exception cref="LocalModelException">A file or tensor is missing, or a shape differs from the config's.</exception>
    public static BertModel Load(string folder, MatrixPrecision precision = MatrixPrecision.Float32)
    {
        var model = new BertModel(BertConfigFile.Read(Path.Combine(folder, ModelFolder.ConfigName)), seed: 0, precision);
        TensorFile.Fill(Path.Combine(folder, ModelFolder.WeightsName), Values(model));
        return model;
    }

    /// <summary>Reads an encoder's body and gives it a head of fresh weights, or none.</summary>
    /// <param name="folder">An encoder with or without a head.</param>
    /// <param name="labels">The head's classes; empty for an encoder that gives vectors.</param>
    /// <param name="dropout">The new encoder's.</param>
    /// <param name="seed">Decides the head's weights.</param>
    /// <param name="precision">What matrices are multiplied in.</param>
    /// <param name="types">How many token types it shall know; those that are new start as the first. As many as the stored ones without.</param>
    /// <exception cref="LocalModelException">A file or tensor is missing, or a shape differs from the config's.</exception>
    public static BertModel LoadBody(string folder, IReadOnlyList<string> labels, double dropout, long seed, MatrixPrecision precision = MatrixPrecision.Float32, int? types = null)
    {
        var config = BertConfigFile.Read(Path.Combine(folder, ModelFolder.ConfigName));
        var shape = config.Shape with { TokenTypes = types ?? config.Shape.TokenTypes };
        var model = new BertModel(config with { Shape = shape, Labels = labels, Dropout = dropout }, seed, precision);
        var path = Path.Combine(folder, ModelFolder.WeightsName);
        using var file = SafetensorsReader.Open(path);
        var prefix = file.Tensors.ContainsKey(BodyPrefix + "embeddings.word_embeddings.weight") ? BodyPrefix : "";
        var body = Values(model).Select(w => (Name: Body(w.Name), w.Value)).Where(w => w.Name is not null);
        if (shape.TokenTypes == config.Shape.TokenTypes)
        {
            TensorFile.Fill(path, body.Select(w => (prefix + w.Name, w.Value)));
            return model;
        }

        using var noGradient = no_grad();
        using var stored = zeros(config.Shape.TokenTypes, shape.HiddenSize);
        TensorFile.Fill(path, body.Select(w => (prefix + w.Name, w.Name == TypesName ? stored : w.Value)));
        body.Single(w => w.Name == TypesName).Value.copy_(stored[0]);
        return model;
    }

    private static string? Body(string name)
    {
        var bare = name.StartsWith(BodyPrefix, StringComparison.Ordinal) ? name[BodyPrefix.Length..] : name;
        return bare.StartsWith("embeddings.", StringComparison.Ordinal) || bare.StartsWith("encoder.", StringComparison.Ordinal) ? bare : null;
    }

    private static IEnumerable<(string Name, Tensor Value)> Values(BertModel model) => model.Weights().Select(w => (w.Name, (Tensor)w.Weight));
}
