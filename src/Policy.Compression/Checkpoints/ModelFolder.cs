using OptPolicy.Compression.Models;
using OptPolicy.Kernels.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace OptPolicy.Compression.Checkpoints;

/// <summary>A model in Hugging Face's layout: <c>config.json</c> beside <c>model.safetensors</c>.</summary>
public static class ModelFolder
{
    internal const string WeightsName = "model.safetensors";
    internal const string ConfigName = "config.json";

    /// <summary>Writes a model's weights and config into <paramref name="folder"/>, which is created. Files already there are replaced one by one.</summary>
    public static void Save(LlamaModel model, string folder)
    {
        ArgumentNullException.ThrowIfNull(model);
        Directory.CreateDirectory(folder);
        TensorFile.Write(Path.Combine(folder, WeightsName), model.Weights().Select(w => (w.Name, (Tensor)w.Weight)));
        LlamaConfigFile.Write(Path.Combine(folder, ConfigName), model.Config);
    }

    /// <summary>Writes a draft head and its config into <paramref name="folder"/>, which is created.</summary>
    public static void SaveHead(EagleHead head, LlamaConfig target, string folder)
    {
        ArgumentNullException.ThrowIfNull(head);
        Directory.CreateDirectory(folder);
        TensorFile.Write(Path.Combine(folder, WeightsName), head.Weights().Select(w => (w.Name, (Tensor)w.Weight)));
        LlamaConfigFile.WriteHead(Path.Combine(folder, ConfigName), target);
    }

    /// <summary>Reads a model.</summary>
    /// <exception cref="LocalModelException">A file or tensor is missing, or a shape differs from the config's.</exception>
    public static LlamaModel Load(string folder, MatrixPrecision precision = MatrixPrecision.Float32)
    {
        var config = LlamaConfigFile.Read(Path.Combine(folder, ConfigName));
        var model = new LlamaModel(config, seed: 0, precision);
        TensorFile.Fill(Path.Combine(folder, WeightsName), model.Weights().Select(w => (w.Name, (Tensor)w.Weight)));
        return model;
    }
}
