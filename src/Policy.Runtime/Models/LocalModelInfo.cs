using OptPolicy.Kernels.Devices;
using OptPolicy.Kernels.Speculation;

namespace OptPolicy;

/// <summary>How a policy wants a model to run inside the app's process. Immutable.</summary>
public sealed record LocalModelInfo
{
    /// <summary>Where it may run.</summary>
    public DeviceRequest Devices { get; init; } = DeviceRequest.Cpu;

    /// <summary>Requests answered at the same time; the rest wait in order. At least 1.</summary>
    public int Lanes { get; init; } = 1;

    /// <summary>Processor threads of one model call; <see langword="null"/> means the machine's cores.</summary>
    public int? Threads { get; init; }

    /// <summary>Most bytes for the KV caches of all lanes; <see langword="null"/> means what the context needs.</summary>
    public long? CacheBytes { get; init; }

    /// <summary>What drafts when <see cref="Speculation"/> is on.</summary>
    public LocalDrafter Drafter { get; init; }

    /// <summary>Folder of the draft model or head; <see langword="null"/> for <see cref="LocalDrafter.Ngram"/>.</summary>
    public string? DrafterFolder { get; init; }

    /// <summary>The limits of speculation; off unless the policy says <c>speculate</c>.</summary>
    public SpeculationOptions Speculation { get; init; } = SpeculationOptions.Off;
}

/// <summary>What drafts tokens for a local model.</summary>
public enum LocalDrafter
{
    /// <summary>Repeats of the prompt and of earlier answers; no second model.</summary>
    Ngram,

    /// <summary>A smaller model with the same tokenizer.</summary>
    Draft,

    /// <summary>A head that was trained on the model's hidden states.</summary>
    Eagle,
}
