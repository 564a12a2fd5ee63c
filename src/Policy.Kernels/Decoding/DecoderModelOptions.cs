namespace OptPolicy.Kernels.Decoding;

/// <summary>How a model's session runs. Immutable.</summary>
public sealed record DecoderModelOptions
{
    /// <summary>Threads of one call; 0 leaves it to ONNX Runtime (one a physical core).</summary>
    public int Threads { get; init; }

    /// <summary>
    /// Whether idle threads spin for the next operator instead of sleeping. Saves some microseconds an operator on a machine that
    /// does nothing else; on a shared one it burns the processor that others, a draft model included, could use.
    /// </summary>
    public bool SpinsThreads { get; init; }
}
