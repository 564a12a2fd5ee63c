namespace OptPolicy.Compression.Training;

/// <summary>How a run ended.</summary>
/// <param name="End">Why it ended.</param>
/// <param name="Step">Steps done in all.</param>
/// <param name="HeldOut">The model's last evaluation.</param>
public sealed record TrainingResult(TrainingEnd End, int Step, Evaluation HeldOut);

/// <summary>Why a run ended.</summary>
public enum TrainingEnd
{
    /// <summary>Every step was done.</summary>
    AllSteps,

    /// <summary>The held-out loss did not improve any more.</summary>
    NoLongerImproving,

    /// <summary>It was asked to stop and left a checkpoint.</summary>
    Cancelled,
}
