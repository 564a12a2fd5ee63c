using OptPolicy.Compression.Models;
using OptPolicy.Compression.Native;
using OptPolicy.Kernels.Architectures;

namespace OptPolicy.Compression.Tests;

/// <summary>A test that needs libtorch: skipped, with the reason, where it cannot be loaded. Has a folder of its own.</summary>
public abstract class TorchTest : IDisposable
{
    protected TorchTest()
    {
        if (!LibTorch.TryLoad(out var problem))
            Assert.Skip(problem);
    }

    protected static LlamaConfig Tiny { get; } = new()
    {
        Shape = new LlamaShape { VocabularySize = 64, HiddenSize = 32, Layers = 2, Heads = 4, KeyValueHeads = 2, HeadDimension = 8, FeedForwardSize = 64, ContextTokens = 32 },
        EndTokens = [0],
    };

    protected string Folder { get; } = Directory.CreateTempSubdirectory("optpolicy-training-").FullName;

    public void Dispose()
    {
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }
}
