namespace OptPolicy.Compression.Checkpoints;

/// <summary>The numbers of a run between two steps. The order of the data is a function of seed and step, so no generator's state is needed.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="SmoothedLoss">Moving average of the loss.</param>
/// <param name="BestLoss">Lowest held-out loss so far.</param>
/// <param name="WorseEvaluations">Evaluations since then.</param>
/// <param name="RunHash">Hash of data, options and dimensions.</param>
internal sealed record TrainingState(int Step, double? SmoothedLoss, double? BestLoss, int WorseEvaluations, string RunHash);
