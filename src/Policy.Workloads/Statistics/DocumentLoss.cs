namespace OptPolicy.Workloads.Statistics;

/// <summary>How well a model predicted a document. Immutable.</summary>
/// <param name="Line">Which document; pairs are made by it.</param>
/// <param name="NegativeLogLikelihood">Summed over the predicted tokens, in nats.</param>
/// <param name="Tokens">Predicted tokens, from 1.</param>
public sealed record DocumentLoss(int Line, double NegativeLogLikelihood, int Tokens);
