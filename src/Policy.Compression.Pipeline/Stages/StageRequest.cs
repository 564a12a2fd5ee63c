using OptPolicy.Quantization.Formats;

namespace OptPolicy.Compression.Pipeline.Stages;

/// <summary>One stage as the worker reads it (<c>optpolicy-train stage REQUEST.json</c>, camel-case JSON). Folders are Hugging Face layout. Immutable.</summary>
public sealed record StageRequest
{
    /// <summary>What to do.</summary>
    public required StageKind Kind { get; init; }

    /// <summary>The model to change; float32 weights.</summary>
    public required string Model { get; init; }

    /// <summary>Where the result goes: it appears under this name when it is whole, never before.</summary>
    public required string Output { get; init; }

    /// <summary>Where checkpoints of the stage live, so that a killed stage goes on.</summary>
    public required string Work { get; init; }

    /// <summary>The model to imitate.</summary>
    public string? Teacher { get; init; }

    /// <summary>Text (.txt) and conversations (.jsonl) to train on.</summary>
    public IReadOnlyList<string> Data { get; init; } = [];

    /// <summary>The share of the data that is used, 0…1; drawn by <see cref="Seed"/>.</summary>
    public double DataShare { get; init; } = 1;

    /// <summary>What importance and calibration are measured on; the training data when it is null.</summary>
    public string? Calibration { get; init; }

    /// <summary>The share of each width, or of weights, to remove, 0…1.</summary>
    public double? Share { get; init; }

    /// <summary>How many layers stay.</summary>
    public int? KeepLayers { get; init; }

    /// <summary>Weights kept of each <see cref="PatternLength"/> neighbours (2 of 4), or <see langword="null"/> for any pattern.</summary>
    public int? PatternKeep { get; init; }

    /// <summary>The M of an N:M pattern.</summary>
    public int? PatternLength { get; init; }

    /// <summary>The grid that <see cref="StageKind.Qat"/> and <see cref="StageKind.Qad"/> simulate.</summary>
    public WeightGrid? Grid { get; init; }

    /// <summary>Training steps; null: <see cref="Epochs"/> decides.</summary>
    public int? Steps { get; init; }

    /// <summary>Passes over the used share of the data.</summary>
    public double Epochs { get; init; } = 3;

    /// <summary>Peak learning rate; null: the stage's own default.</summary>
    public double? LearningRate { get; init; }

    /// <summary>Weight of the teacher's distribution against the data's, 0…1.</summary>
    public double TeacherWeight { get; init; } = 0.9;

    /// <summary>Names of weights, <c>*</c> for any text, that training leaves as they are: only the order lab freezes weights, to show why nothing else does.</summary>
    public IReadOnlyList<string> Frozen { get; init; } = [];

    /// <summary>Decides order, initialisation and drawing.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Finer settings; null: the defaults.</summary>
    public StageTuning? Tuning { get; init; }

    /// <summary>Threads of the trainer.</summary>
    public int Threads { get; init; } = 1;
}
