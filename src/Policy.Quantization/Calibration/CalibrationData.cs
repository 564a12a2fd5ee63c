namespace OptPolicy.Quantization.Calibration;

/// <summary>What a model is run on to see what enters its products. Immutable.</summary>
public sealed record CalibrationData
{
    /// <summary>
    /// A file or folder: text (a row a line) or JSONL for models with a tokenizer; .npz, .json or .jsonl with the inputs by name for any model.
    /// <see langword="null"/> when <see cref="Texts"/> are given, or for seeded random numbers.
    /// </summary>
    public string? Path { get; init; }

    /// <summary>Texts at hand, for models with a tokenizer.</summary>
    public IReadOnlyList<string>? Texts { get; init; }

    /// <summary>Most rows to run.</summary>
    public int RowsMax { get; init; } = 128;

    /// <summary>Most tokens of a row.</summary>
    public int TokensMax { get; init; } = 512;

    /// <summary>Seed of random inputs.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Most bytes that statistics take at a time; wide models are then run several times.</summary>
    public long MemoryLimit { get; init; } = 1L << 30;

    /// <summary>Whether the inputs are made up.</summary>
    public bool IsRandom => Path is null && Texts is null;
}
