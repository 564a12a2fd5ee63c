namespace OptPolicy.Compression.Training;

/// <summary>Where a run is after a step.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Steps">Steps of the run.</param>
/// <param name="Loss">Loss of the step.</param>
/// <param name="SmoothedLoss">Moving average of the loss over about 20 steps.</param>
/// <param name="LearningRate">Rate of the step.</param>
/// <param name="TokensPerSecond">Tokens trained on since the run started or resumed, by wall time.</param>
/// <param name="Remaining">Expected time to the last step.</param>
/// <param name="HeldOut">The evaluation made after this step, if one was due.</param>
public sealed record TrainingProgress(
    int Step, int Steps, double Loss, double SmoothedLoss, double LearningRate, double TokensPerSecond, TimeSpan Remaining, Evaluation? HeldOut);
