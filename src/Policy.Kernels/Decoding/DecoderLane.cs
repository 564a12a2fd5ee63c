using OptPolicy.Kernels.Models;

namespace OptPolicy.Kernels.Decoding;

/// <summary>
/// One sequence being decoded: a KV cache over a model that lanes share. Single-threaded; a pool lends it to one request at a time.
/// </summary>
/// <remarks>Invariant: the cache holds exactly the keys and values of <see cref="Tokens"/>.</remarks>
public abstract class DecoderLane : IDisposable
{
    /// <summary>The model's shape.</summary>
    public abstract DecoderSpec Spec { get; }

    /// <summary>The tokens in the cache.</summary>
    public abstract ReadOnlySpan<int> Tokens { get; }

    /// <summary>Most tokens that the cache can hold.</summary>
    public abstract int Capacity { get; }

    /// <summary>Tokens in the cache.</summary>
    public int Length => Tokens.Length;

    /// <summary>
    /// Calls run a multiple of this many rows (1 or 2): missing rows repeat the last token and are forgotten at once. Kernels that
    /// compute rows in pairs sum the odd one out in another order; with 2, no row is ever the odd one, and its result does not depend
    /// on how many rows ran together. Costs <see cref="RowMultiple"/> - 1 slots of the capacity.
    /// </summary>
    public int RowMultiple { get; set; } = 1;

    /// <summary>Runs <paramref name="tokens"/> after those in the cache and keeps them there.</summary>
    /// <param name="tokens">At least one token; at most what the capacity leaves.</param>
    /// <param name="logitRows">How many rows of logits to compute: those of the last <paramref name="logitRows"/> tokens, 1 to <c>tokens.Length</c>.</param>
    /// <param name="cancellationToken">Stops a running call; the cache is then as it was before.</param>
    /// <returns>Row-major [<paramref name="logitRows"/>, vocabulary]; the caller may overwrite it; valid until the next call.</returns>
    /// <exception cref="ArgumentException">No tokens, too many tokens for the capacity, or a row count out of range.</exception>
    /// <exception cref="LocalModelException">The device failed; the cache is as it was before, or empty if there was no memory for it to grow.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public abstract Span<float> Forward(ReadOnlySpan<int> tokens, int logitRows, CancellationToken cancellationToken);

    /// <summary>The hidden rows of the last <see cref="Forward"/>, row-major [tokens, <see cref="DecoderBindings.HiddenWidth"/>]; empty when the graph gives none.</summary>
    public abstract ReadOnlySpan<float> Hidden { get; }

    /// <summary>Forgets all but the first <paramref name="length"/> tokens, at no cost.</summary>
    public abstract void Truncate(int length);

    /// <summary>Bytes that the cache takes now, used or not.</summary>
    public virtual long AllocatedBytes => 0;

    /// <summary>Bytes that the cache takes once it has held <paramref name="tokens"/> tokens: memory grows in steps.</summary>
    public virtual long BytesFor(int tokens) => 0;

    /// <summary>How many tokens of a prompt to run in one call.</summary>
    public virtual int PrefillChunk => Prefill.DefaultChunkTokens;

    /// <summary>Forgets everything and gives the cache's memory back; the lane stays usable.</summary>
    public virtual void Release() => Truncate(0);

    /// <summary>Makes the cache hold the first <paramref name="length"/> tokens of <paramref name="source"/>, by copying their keys and values.</summary>
    /// <returns>False, with nothing changed, when the lane cannot read the other's cache.</returns>
    public virtual bool TryCopyFrom(DecoderLane source, int length) => false;

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees the cache.</summary>
    protected abstract void Dispose(bool disposing);
}
