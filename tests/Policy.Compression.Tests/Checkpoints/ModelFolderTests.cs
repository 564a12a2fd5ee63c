using OptPolicy.Compression.Checkpoints;
using OptPolicy.Compression.Models;
using OptPolicy.Kernels.Models;

namespace OptPolicy.Compression.Tests.Checkpoints;

public sealed class ModelFolderTests : TorchTest
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void SavedModelComesBackWithEveryBit(bool tied)
    {
        var config = Tiny with { TiesEmbeddings = tied, EndTokens = [2, 0], BeginToken = 1 };
        using var model = new LlamaModel(config, seed: 4);
        ModelFolder.Save(model, Folder);
        using var read = ModelFolder.Load(Folder);

        Assert.Equal(config.Shape, read.Config.Shape);
        Assert.Equal((config.TiesEmbeddings, config.BeginToken), (read.Config.TiesEmbeddings, read.Config.BeginToken));
        Assert.Equal(config.EndTokens, read.Config.EndTokens);
        Assert.All(model.Weights().Zip(read.Weights()), pair => Assert.Equal(pair.First.Weight.data<float>().ToArray(), pair.Second.Weight.data<float>().ToArray()));
    }

    [Fact]
    public void MissingTensorIsNamed()
    {
        using var tied = new LlamaModel(Tiny, seed: 1);
        ModelFolder.Save(tied, Folder);
        EditConfig("\"tie_word_embeddings\": true", "\"tie_word_embeddings\": false");

        Assert.Contains("no tensor 'lm_head.weight'", Assert.Throws<LocalModelException>(() => ModelFolder.Load(Folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WrongShapeIsNamed()
    {
        using var model = new LlamaModel(Tiny, seed: 1);
        ModelFolder.Save(model, Folder);
        EditConfig("\"intermediate_size\": 64", "\"intermediate_size\": 96");

        Assert.Contains("has shape [32, 64], but the model's configuration needs [32, 96]", Assert.Throws<LocalModelException>(() => ModelFolder.Load(Folder)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"model_type\": \"llama\"", "\"model_type\": \"bert\"", "the model type is 'bert'")]
    [InlineData("\"hidden_size\": 32,", "", "'hidden_size' is missing")]
    [InlineData("{", "", "cannot be read as a model's config.json")]
    public void UnusableConfigIsExplained(string text, string replacement, string expected)
    {
        using var model = new LlamaModel(Tiny, seed: 1);
        ModelFolder.Save(model, Folder);
        EditConfig(text, replacement);

        Assert.Contains(expected, Assert.Throws<LocalModelException>(() => ModelFolder.Load(Folder)).Message, StringComparison.Ordinal);
    }

    private void EditConfig(string text, string replacement)
    {
        var path = Path.Combine(Folder, "config.json");
        var before = File.ReadAllText(path);
        var after = before.Replace(text, replacement, StringComparison.Ordinal);
        Assert.NotEqual(before, after);
        File.WriteAllText(path, after);
    }
}
