namespace OptPolicy.Kernels.Decoding;

/// <summary>Runs a prompt through a lane in chunks, so that activations stay small and a cancelled prompt ends soon.</summary>
public static class Prefill
{
    /// <summary>Tokens a call: with longer ones, prompts run no faster on a processor but take more memory (docs/local-inference/memory.md).</summary>
    public const int DefaultChunkTokens = 128;

    /// <summary>Runs <paramref name="tokens"/> after those in the cache.</summary>
    /// <param name="lane">The lane; a cancelled call leaves it with the chunks that were done.</param>
    /// <param name="tokens">At least one token.</param>
    /// <param name="cancellationToken">Stops between chunks and inside them.</param>
    /// <param name="afterChunk">Called after each chunk with how many tokens it had; the lane's hidden rows are that chunk's.</param>
    /// <returns>The logits of the last token, as <see cref="DecoderLane.Forward"/> gives them.</returns>
    /// <exception cref="ArgumentException">No tokens, or more than the capacity leaves; nothing has run then.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static Span<float> Run(DecoderLane lane, ReadOnlySpan<int> tokens, CancellationToken cancellationToken, Action<int>? afterChunk = null)
    {
        if (tokens.IsEmpty)
            throw new ArgumentException("A prompt needs at least one token: logits come from the last one.", nameof(tokens));
        if (tokens.Length > lane.Capacity - lane.Length)
            throw ContextLimit.Exceeded(lane.Length, tokens.Length, lane.Capacity, nameof(tokens));

        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var chunk = tokens[..Math.Min(tokens.Length, lane.PrefillChunk)];
            var logits = lane.Forward(chunk, 1, cancellationToken);
            afterChunk?.Invoke(chunk.Length);
            tokens = tokens[chunk.Length..];
            if (tokens.IsEmpty)
                return logits;
        }
    }
}
