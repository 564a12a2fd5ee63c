namespace OptPolicy.Kernels.Embedding;

/// <summary>How likely a class is, in a classifier's opinion.</summary>
/// <param name="Label">The class's name.</param>
/// <param name="Probability">0 to 1; the probabilities of all classes add up to 1. Trained, not calibrated.</param>
public readonly record struct ClassLikelihood(string Label, double Probability);
