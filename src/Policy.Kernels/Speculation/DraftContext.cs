using OptPolicy.Kernels.Sampling;

namespace OptPolicy.Kernels.Speculation;

/// <summary>How the target will choose the tokens that a drafter guesses.</summary>
/// <param name="Sampling">The request's sampling; a model drafter that draws with the same seed and position agrees more often.</param>
/// <param name="Position">Index of the first guessed token in the whole sequence: the draw's key.</param>
/// <param name="Probabilities">Receives the drafter's probabilities, one row of the vocabulary per guess, when the verifier uses rejection sampling; <see langword="null"/> otherwise.</param>
/// <param name="CancellationToken">Stops a drafter that runs a model.</param>
public readonly record struct DraftContext(SamplingOptions Sampling, int Position, IList<float[]>? Probabilities, CancellationToken CancellationToken);
