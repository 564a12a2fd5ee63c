using OptPolicy.Kernels.Sampling;

namespace OptPolicy.Kernels.Speculation;

/// <summary>How the target will choose the tokens that a drafter guesses.</summary>
/// <param name="Sampling">The request's sampling, with the seed that is in use; a model drafter that draws with the same seed and position agrees more often.</param>
/// <param name="Position">Index of the first guessed token in the whole sequence: the draw's key.</param>
/// <param name="Probabilities">
/// One row of the vocabulary per guess, to be filled with the probabilities that the guess was drawn from. Given only to a drafter with
/// <see cref="IDrafter.GivesProbabilities"/> when tokens are verified by rejection sampling: it then draws instead of guessing its best.
/// </param>
/// <param name="CancellationToken">Stops a drafter that runs a model.</param>
public readonly record struct DraftContext(SamplingOptions Sampling, int Position, IReadOnlyList<float[]>? Probabilities, CancellationToken CancellationToken);
