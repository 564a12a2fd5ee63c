using OptPolicy.Quantization.Formats;
using OptPolicy.Quantization.Sparsity;

namespace OptPolicy.Compression.Pipeline.Stages;

/// <summary>What most requests leave as it is. Immutable.</summary>
public sealed record StageTuning
{
    /// <summary>Share of attention heads to remove; null: the request's share.</summary>
    public double? HeadShare { get; init; }

    /// <summary>Share of feed-forward neurons to remove; null: the request's share.</summary>
    public double? FeedForwardShare { get; init; }

    /// <summary>Share of the residual stream's channels to remove: it costs more quality than heads and neurons.</summary>
    public double ChannelShare { get; init; }

    /// <summary>Widths that are left are multiples of this.</summary>
    public int WidthMultiple { get; init; } = 32;

    /// <summary>Layers are compared by the loss without each instead of by how much they turn the residual stream: better and slower.</summary>
    public bool ComparesLayersByLoss { get; init; }

    /// <summary>How the weights that are set to zero are chosen. SparseGPT costs the most time and the least quality.</summary>
    public PruningMethod WeightMethod { get; init; } = PruningMethod.SparseGpt;

    /// <summary>Tokens of a calibration window.</summary>
    public int CalibrationLength { get; init; } = 256;

    /// <summary>Most calibration windows that are read.</summary>
    public int CalibrationWindows { get; init; } = 128;

    /// <summary>Rows of a training step.</summary>
    public int Rows { get; init; } = 16;

    /// <summary>Most tokens of a training row.</summary>
    public int RowTokens { get; init; } = 256;

    /// <summary>How much predicting the user's words counts against the assistant's, 0…1.</summary>
    public float PromptWeight { get; init; } = 0.1f;

    /// <summary>What logits are divided by before student and teacher are compared.</summary>
    public double Temperature { get; init; } = 1;

    /// <summary>Weight of the distance of states between student and teacher; 0 leaves states free.</summary>
    public double HiddenWeight { get; init; }

    /// <summary>Weight of the divergence of attention relations; 0 leaves them free.</summary>
    public double RelationWeight { get; init; }

    /// <summary>The teacher's layer for each of the student's, from 0; null spreads them evenly.</summary>
    public IReadOnlyList<int>? LayerMap { get; init; }

    /// <summary>Steps that the teacher itself first learns the data for (teacher correction); 0 leaves it as it is.</summary>
    public int TeacherCorrectionSteps { get; init; }

    /// <summary>Multiplies matrices in bfloat16 while distilling: faster where the processor has such instructions. Simulated rounding is always float32.</summary>
    public bool UsesBFloat16 { get; init; } = true;

    /// <summary>What enters the products of a quantisation-aware stage is rounded to, a token being a row; null leaves it alone.</summary>
    public WeightGrid? ActivationGrid { get; init; }

    /// <summary>Weights, <c>*</c> for any text, that a quantisation-aware stage does not round because the packer will not.</summary>
    public IReadOnlyList<string> Unrounded { get; init; } = [];

    /// <summary>Computes layers twice instead of keeping what is inside them: less memory, a third more time.</summary>
    public bool RecomputesLayers { get; init; }

    /// <summary>Steps between checkpoints.</summary>
    public int CheckpointInterval { get; init; } = 50;
}
