using OptPolicy.Kernels.Sampling;

namespace OptPolicy.Kernels.Speculation;

/// <summary>The drafters of one generation: whom to ask, how much to believe, and what came of it. Not thread-safe.</summary>
internal sealed class Lookahead
{
    public const int MaxTokens = 16;

    private readonly IReadOnlyList<IDrafter> _drafters;
    private readonly SpeculationOptions _options;
    private readonly int[] _draft = new int[MaxTokens];

    public Lookahead(IReadOnlyList<IDrafter> drafters, SpeculationOptions options)
    {
        _drafters = drafters;
        _options = options;
    }

    public void Begin(ReadOnlySpan<int> prompt)
    {
        foreach (var drafter in _drafters)
            drafter.Begin(prompt);
    }

    public void Commit(ReadOnlySpan<int> tokens, HiddenRows hidden)
    {
        foreach (var drafter in _drafters)
            drafter.Commit(tokens, hidden);
    }

    /// <summary>Guesses the next tokens, at most <paramref name="limit"/>.</summary>
    public ReadOnlySpan<int> Propose(int limit, SamplingOptions sampling, int position, CancellationToken cancellationToken)
    {
        limit = Math.Min(Math.Min(limit, _options.MaxLookahead), MaxTokens);
        if (limit <= 0)
            return [];
        var context = new DraftContext(sampling, position, null, cancellationToken);
        foreach (var drafter in _drafters)
        {
            var count = drafter.Propose(_draft.AsSpan(0, limit), context);
            if (count > 0)
                return _draft.AsSpan(0, count);
        }

        return [];
    }

    /// <summary>What the last proposal's row was drawn from; empty when its guesses were not drawn.</summary>
    public ReadOnlySpan<float> Probabilities(int row) => [];
}
