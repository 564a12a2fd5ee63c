using OptPolicy.Compression.Models;
using OptPolicy.Compression.Native;
using OptPolicy.Kernels.Architectures;

// TorchSharp turns numbers into native scalars that are collectable while a call still reads them, in its own a + b too. It takes a collection that another
// thread starts during the call, so nothing else may run beside tensors; the training program has no other thread that allocates.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]

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

    public virtual void Dispose()
    {
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }
}
