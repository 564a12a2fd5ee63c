using OptPolicy.Kernels.Devices;

namespace OptPolicy.Kernels;

/// <summary>How a local model is opened. Immutable.</summary>
public sealed record LocalModelOptions
{
    /// <summary>Where it may run.</summary>
    public DeviceRequest Devices { get; init; } = DeviceRequest.Cpu;

    /// <summary>Requests that decode at the same time.</summary>
    public int Lanes { get; init; } = 1;

    /// <summary>Folder of a smaller model with the same tokenizer, or of a converted draft head, that drafts for this one; <see langword="null"/> opens none.</summary>
    public string? DraftFolder { get; init; }

    /// <summary>Whether requests will speculate: then opening also certifies the model's exactness and times its calls, which takes some tenths of a second.</summary>
    public bool Speculates { get; init; } = true;

    /// <summary>About how long to time calls for the cost model.</summary>
    public TimeSpan TimingBudget { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>Most tokens of prompt and answer together; <see langword="null"/> is the model's own context.</summary>
    public int? ContextTokens { get; init; }

    /// <summary>Most bytes of keys and values of all lanes together; <see langword="null"/> bounds them only by lanes and context.</summary>
    public long? KeyValueMemoryLimit { get; init; }

    /// <summary>Threads of one call; 0 leaves it to ONNX Runtime (one a physical core).</summary>
    public int Threads { get; init; }

    /// <summary>Whether idle threads spin; see <see cref="Decoding.DecoderModelOptions.SpinsThreads"/>.</summary>
    public bool SpinsThreads { get; init; }

    /// <summary>Requests that may wait for a lane.</summary>
    public int QueueLimit { get; init; } = 256;

    /// <summary>Longest wait for a lane; <see langword="null"/> waits as long as the caller does.</summary>
    public TimeSpan? QueueTimeout { get; init; }
}
