namespace OptPolicy.Kernels.Speculation;

/// <summary>Guesses the next tokens of one generation. Stateful, single-threaded; a wrong guess costs time, never correctness.</summary>
public interface IDrafter : IDisposable
{
    /// <summary>Name in statistics, for example <c>ngram</c>.</summary>
    string Name { get; }

    /// <summary>Starts a generation after <paramref name="prompt"/>.</summary>
    void Begin(ReadOnlySpan<int> prompt);

    /// <summary>Takes the tokens that became part of the answer since the last call.</summary>
    /// <param name="tokens">The tokens.</param>
    /// <param name="hidden">The target's hidden rows that produced them, row-major [tokens, width]; empty when the target gives none.</param>
    void Commit(ReadOnlySpan<int> tokens, ReadOnlySpan<float> hidden);

    /// <summary>Writes up to <c>draft.Length</c> guesses of the tokens that follow; returns how many (0 when it has none).</summary>
    /// <param name="draft">Receives the guesses.</param>
    /// <param name="context">What the drafter may need to guess as the target will choose.</param>
    int Propose(Span<int> draft, in DraftContext context);
}
