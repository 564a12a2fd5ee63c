using OptPolicy.Language.Text;

namespace OptPolicy.Language.Semantics;

/// <summary>A checked <c>compress</c> block: the steps in order and the gates that decide.</summary>
/// <param name="Model">The model that is made.</param>
/// <param name="Checkpoint">The folder to start from, as written.</param>
public sealed record CompressionDeclaration(string Model, string Checkpoint, SourceSpan Span)
{
    /// <summary>Hex SHA-256 of the block's canonical tokens.</summary>
    public required string Hash { get; init; }

    public CompressionTarget Target { get; init; }

    /// <summary>The examples that quantisation is calibrated on, as written.</summary>
    public string? Calibration { get; init; }

    /// <summary>Decides every random choice; null when the block leaves it open.</summary>
    public int? Seed { get; init; }

    public EquatableArray<CompressionStepDeclaration> Steps { get; init; }

    /// <summary>What to try, in order, when a gate fails.</summary>
    public EquatableArray<RecoveryKind> Ladder { get; init; }

    public EquatableArray<CompressionGateDeclaration> Gates { get; init; }
}

public enum CompressionTarget : byte
{
    Cloud, Edge, Iot,
}

/// <summary>One step; which members are set depends on <paramref name="Kind"/>.</summary>
public sealed record CompressionStepDeclaration(CompressionStepKind Kind, SourceSpan Span)
{
    public PruneDimension Dimension { get; init; }

    /// <summary>The share to prune, 0 to 1.</summary>
    public decimal? Share { get; init; }

    public int? KeepLayers { get; init; }

    /// <summary>2 and 4 of <c>2:4</c>.</summary>
    public (int Keep, int Length)? Pattern { get; init; }

    public string? Teacher { get; init; }

    public string? Data { get; init; }

    /// <summary>The share of the data to use, 0 to 1.</summary>
    public decimal DataShare { get; init; } = 1;

    /// <summary>Passes over that share; null: the stage's default.</summary>
    public int? Epochs { get; init; }

    /// <summary>int2, int4, int8, fp8, nvfp4 or mxfp4.</summary>
    public string? Format { get; init; }

    /// <summary>Weights that share a scale; null: the format's default.</summary>
    public int? GroupSize { get; init; }

    /// <summary>rtn, gptq, awq or smoothquant, or magnitude, wanda or sparsegpt; null: what suits the format, or sparsegpt.</summary>
    public string? Method { get; init; }

    /// <summary>What a distillation does besides: states, relations, correction.</summary>
    public EquatableArray<string> Additions { get; init; }

    /// <summary>Names of weights that stay floating-point; <c>*</c> stands for any text.</summary>
    public EquatableArray<string> Except { get; init; }

    /// <summary>Names of weights that get 8 bits.</summary>
    public EquatableArray<string> Wide { get; init; }
}

public enum CompressionStepKind : byte
{
    Prune, Distill, Quantize, Qat, Qad,
}

public enum PruneDimension : byte
{
    Width, Depth, Weights,
}

/// <summary>A rung of the ladder.</summary>
public enum RecoveryKind : byte
{
    Gptq, Mixed, Qat, Qad, Int8,
}

/// <param name="Metric">perplexity_rise, task_drop, session_drop, size_ratio, latency.p95 or memory.</param>
/// <param name="Bound">The largest value that passes: a share, seconds, or bytes.</param>
public sealed record CompressionGateDeclaration(string Metric, decimal Bound, SourceSpan Span)
{
    public string? Data { get; init; }

    /// <summary>Turns of a session.</summary>
    public int? Turns { get; init; }
}
