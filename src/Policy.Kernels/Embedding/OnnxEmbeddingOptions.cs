using OptPolicy.Kernels.Devices;

namespace OptPolicy.Kernels.Embedding;

/// <summary>How a local embedding model runs. Immutable.</summary>
public sealed record OnnxEmbeddingOptions
{
    /// <summary>Where it may run.</summary>
    public DeviceRequest Devices { get; init; } = DeviceRequest.Cpu;

    /// <summary>What responses name as the model; the folder's name when <see langword="null"/>.</summary>
    public string? ModelId { get; init; }

    /// <summary>Tokens after which a text is cut off, special tokens included; the model's own limit when <see langword="null"/> or larger than that.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>Most tokens of texts that run in one call. More are faster up to some hundreds, and take memory.</summary>
    public int BatchTokens { get; init; } = 512;

    /// <summary>Threads of one call; 0 leaves it to ONNX Runtime (one a physical core).</summary>
    public int Threads { get; init; }

    /// <summary>Whether idle threads spin instead of sleeping: a little faster on a machine that does nothing else.</summary>
    public bool SpinsThreads { get; init; }

    /// <summary>The clock that stamps embeddings.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
