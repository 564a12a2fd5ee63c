namespace OptPolicy.Kernels.Speculation;

/// <summary>Guesses the next tokens of one generation after the other. Stateful, single-threaded; a wrong guess costs time, never correctness.</summary>
public interface IDrafter : IDisposable
{
    /// <summary>Name in statistics, for example <c>ngram</c>.</summary>
    string Name { get; }

    /// <summary>
    /// How sure it is of its next proposal, as a class from 0 to <see cref="MaxConfidence"/>: the cost model learns how long the drafts of each
    /// class survive. The order of classes means nothing; tokens that match, for example, make good classes.
    /// </summary>
    int Confidence => 0;

    /// <summary>The highest <see cref="Confidence"/>.</summary>
    const int MaxConfidence = 7;

    /// <summary>Whether guessing runs a model. What costs nothing is also asked when nothing will be verified, so that its survival stays known.</summary>
    bool RunsModel => false;

    /// <summary>Whether it draws its guesses and reports the probabilities that it drew from, as <see cref="DraftContext.Probabilities"/>.</summary>
    bool GivesProbabilities => false;

    /// <summary>Starts a generation after <paramref name="prompt"/>.</summary>
    void Begin(ReadOnlySpan<int> prompt);

    /// <summary>Takes the tokens that became part of the answer since the last call.</summary>
    /// <param name="tokens">The tokens.</param>
    /// <param name="hidden">The hidden rows of the tokens that entered the target's cache since the last call: after the prompt ran, those of the part of the prompt that was not cached.</param>
    void Commit(ReadOnlySpan<int> tokens, HiddenRows hidden);

    /// <summary>Writes up to <c>draft.Length</c> guesses of the tokens that follow; returns how many (0 when it has none).</summary>
    /// <param name="draft">Receives the guesses.</param>
    /// <param name="context">What the drafter may need to guess as the target will choose.</param>
    int Propose(Span<int> draft, in DraftContext context);
}
