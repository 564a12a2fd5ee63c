using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using OptPolicy.Kernels.Embedding;

namespace OptPolicy.Kernels.Tests.Models;

/// <summary>The embedder in models/: what its vectors are for.</summary>
public sealed class ShippedEncoderTests
{
    [Theory]
    [InlineData("How do I reset my password?", "I forgot my password and want a new one", "How do I cancel my order?")]
    [InlineData("Where is my parcel?", "my delivery has not arrived yet", "What is my credit limit?")]
    [InlineData("I want my money back", "can I get a refund", "I want to change my address")]
    [InlineData("What is the exchange rate for dollars?", "how many dollars do I get for a euro", "What is the weather in Boston?")]
    [InlineData("my card was stolen", "somebody took my credit card", "my card has not been delivered")]
    public void ParaphraseLiesNearerThanAnotherQuestion(string question, string paraphrase, string other)
    {
        using var embedder = OnnxEmbeddingGenerator.Open(Folder("embedder"), new OnnxEmbeddingOptions { Threads = 1 });
        float[] Vector(string text)
        {
            var vector = new float[embedder.Dimensions];
            embedder.Generate(text, vector, TestContext.Current.CancellationToken);
            return vector;
        }

        var asked = Vector(question);
        var (near, far) = (TensorPrimitives.Dot<float>(asked, Vector(paraphrase)), TensorPrimitives.Dot<float>(asked, Vector(other)));

        Assert.True(near > far + 0.05, $"{near} against {far}");
    }

    [Fact]
    public void EmbedderIsSmallAndBatches()
    {
        using var embedder = OnnxEmbeddingGenerator.Open(Folder("embedder"), new OnnxEmbeddingOptions { Threads = 1 });

        Assert.Equal(256, embedder.Dimensions);
        Assert.True(embedder.Batches);
        Assert.InRange(Directory.GetFiles(Folder("embedder")).Sum(file => new FileInfo(file).Length), 1, 20_000_000);
    }

    private static string Folder(string name, [CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "../../../models", name));
}
