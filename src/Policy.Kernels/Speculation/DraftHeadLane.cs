namespace OptPolicy.Kernels.Speculation;

/// <summary>
/// A draft head over one sequence (EAGLE-3: Li et al., arXiv:2503.01840). Each row of a call is a token and the state that led to it: three of the
/// target's hidden states where the target ran, the head's own last state where it did not. Single-threaded.
/// </summary>
public abstract class DraftHeadLane : IDisposable
{
    /// <summary>Width of a state.</summary>
    public abstract int HiddenSize { get; }

    /// <summary>Width of the target's hidden rows.</summary>
    public abstract int FeatureWidth { get; }

    /// <summary>Length of a row of the target's logits.</summary>
    public abstract int VocabularySize { get; }

    /// <summary>The target's token of each draft token; empty when they are the same.</summary>
    public abstract ReadOnlySpan<int> TargetTokens { get; }

    /// <summary>Most rows that the cache can hold.</summary>
    public abstract int Capacity { get; }

    /// <summary>Rows in the cache.</summary>
    public abstract int Length { get; }

    /// <summary>Runs rows after those in the cache.</summary>
    /// <param name="tokens">The token of each row.</param>
    /// <param name="features">The target's hidden rows, one for each of the first rows of the call; may be empty.</param>
    /// <param name="states">The head's own states, one for each of the other rows; may be empty.</param>
    /// <param name="nextState">Receives the last row's state: what leads to the token after the last. May be the memory of <paramref name="states"/>.</param>
    /// <param name="cancellationToken">Stops a running call; the cache is then as it was before.</param>
    /// <returns>The last row's logits over the draft's vocabulary; the caller may overwrite them; valid until the next call.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public abstract Span<float> Forward(ReadOnlySpan<int> tokens, ReadOnlySpan<float> features, ReadOnlySpan<float> states, Span<float> nextState, CancellationToken cancellationToken);

    /// <summary>Forgets all but the first <paramref name="length"/> rows, at no cost.</summary>
    public abstract void Truncate(int length);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees the cache.</summary>
    protected abstract void Dispose(bool disposing);
}
