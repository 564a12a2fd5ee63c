using OptPolicy.Kernels.Sampling;

namespace OptPolicy.Kernels.Speculation;

/// <summary>
/// The drafters of one generation: whom to ask and for how many tokens, so that the tokens expected of a round over the seconds it takes are
/// most. Not thread-safe.
/// </summary>
internal sealed class Lookahead
{
    /// <summary>The longest draft.</summary>
    public const int MaxTokens = 16;

    // A draft must promise this much more than plain decoding: beliefs are estimates, and plain decoding never disappoints.
    private const double Margin = 1.03;

    // Below this a first guess is noise, and so is any price that makes it seem worth a wider call.
    private const double LeastHope = 0.1;
    private const int RoundsBetweenMemories = 16;

    private readonly DrafterTrack[] _tracks;
    private readonly SpeculationOptions _options;
    private readonly CostModel? _costs;
    private readonly WidePrice? _price;
    private readonly float[][]? _probabilities;
    private DrafterTrack? _drafter;
    private int _rounds;
    private int _proposed;
    private int _accepted;
    private bool _isDisabled;

    /// <param name="drafters">Whom to ask; the first wins among equals.</param>
    /// <param name="options">What the request allows.</param>
    /// <param name="costs">What calls cost; without it, the first drafter with a guess always drafts as much as is allowed.</param>
    /// <param name="probabilityRow">Length of a row of probabilities when tokens are verified by rejection sampling; otherwise 0.</param>
    public Lookahead(IReadOnlyList<IDrafter> drafters, SpeculationOptions options, CostModel? costs, int probabilityRow)
    {
        _options = options;
        _costs = costs;
        _price = costs is null ? null : new WidePrice(costs);
        var time = costs?.Time ?? TimeProvider.System;
        _tracks = [.. drafters.Select(d => new DrafterTrack(d, costs?.Recall(d.Name) ?? new DrafterExperience(), time))];
        if (probabilityRow > 0 && drafters.Any(static d => d.GivesProbabilities))
            _probabilities = [.. Enumerable.Range(0, MaxTokens).Select(_ => new float[probabilityRow])];
    }

    public IEnumerable<DrafterStatistics> Statistics => _tracks.Select(static t => new DrafterStatistics(t.Drafter.Name, t.Proposed, t.Accepted));

    public void Begin(ReadOnlySpan<int> prompt)
    {
        foreach (var track in _tracks)
            track.Drafter.Begin(prompt);
    }

    /// <summary>Guesses the next tokens.</summary>
    /// <param name="limit">Most guesses that make sense.</param>
    /// <param name="pending">Tokens that the call runs anyway.</param>
    /// <param name="sampling">How the target will choose.</param>
    /// <param name="position">Index of the first guess in the sequence.</param>
    /// <param name="cancellationToken">Stops a drafter that runs a model.</param>
    public ReadOnlySpan<int> Propose(int limit, int pending, SamplingOptions sampling, int position, CancellationToken cancellationToken)
    {
        _drafter = null;
        limit = Math.Min(Math.Min(limit, _options.MaxLookahead), MaxTokens);
        if (limit <= 0 || _isDisabled)
            return [];
        var context = new DraftContext(sampling, position, null, cancellationToken);
        foreach (var track in _tracks)
        {
            if (track.Drafter.RunsModel)
                track.Ready(limit);
            else
                track.Propose(limit, context);
        }

        var (best, length, isTrial) = Choose(pending);
        foreach (var track in _tracks)
            track.Settle(track == best, isTrial);
        if (best is null)
            return [];
        if (best.Drafter.RunsModel)
            best.Propose(length, best.Drafter.GivesProbabilities ? context with { Probabilities = _probabilities } : context);
        _drafter = best;
        return best.Guesses[..Math.Min(length, best.Count)];
    }

    /// <summary>What the guess at <paramref name="place"/> was drawn from; empty when it was not drawn.</summary>
    public ReadOnlySpan<float> Probabilities(int place) => _probabilities is not null && _drafter is { Drafter.GivesProbabilities: true } ? _probabilities[place] : [];

    /// <summary>Takes what became of the last proposal.</summary>
    public void Verified(int guesses, int right, int width, double seconds)
    {
        _drafter?.Verified(guesses, right);
        _price?.Learn(width, seconds);
        _proposed += guesses;
        _accepted += right;
        if (_options.DisableBelowAcceptance is { } least && _proposed > 0 && _proposed >= _options.DisableAfterTokens)
            _isDisabled = _accepted < least * _proposed;
    }

    public void Commit(ReadOnlySpan<int> tokens, HiddenRows hidden, bool isLast)
    {
        foreach (var track in _tracks)
            track.Commit(tokens, hidden);
        if (_costs is null || (!isLast && ++_rounds % RoundsBetweenMemories != 0))
            return;
        foreach (var track in _tracks)
            _costs.Remember(track.Drafter.Name, track.Experience);
    }

    private (DrafterTrack? Track, int Length, bool IsTrial) Choose(int pending)
    {
        if (_price is null)
        {
            var first = Array.Find(_tracks, static t => t.Count > 0);
            return (first, first?.Count ?? 0, false);
        }

        var plain = Margin / _price.Seconds(pending);
        var (best, length, rate) = ((DrafterTrack?)null, 0, plain);
        foreach (var track in _tracks)
        {
            var (guesses, tokensPerSecond) = BestLength(track, pending, _price);
            if (tokensPerSecond > rate)
                (best, length, rate) = (track, guesses, tokensPerSecond);
        }

        if (best is not null)
            return (best, length, false);
        var due = Array.Find(_tracks, static t => t.Drafter.RunsModel && t.IsDue && t.Count > 0);
        return (due, Math.Min(Math.Max(1, _options.MinLookahead), due?.Count ?? 0), true);
    }

    private (int Length, double TokensPerSecond) BestLength(DrafterTrack track, int pending, WidePrice price)
    {
        var (length, rate) = (0, 0.0);
        var (survives, tokens) = (1.0, 1.0);
        var right = DrafterExperience.Prior(track.Confidence);
        for (var place = 0; place < track.Count; place++)
        {
            right = track.Experience.Right(track.Confidence, place, right);
            survives *= right;
            if (survives < LeastHope && place == 0)
                break;
            tokens += survives;
            var seconds = price.Seconds(pending + place + 1) + (track.Experience.SecondsPerGuess * (place + 1));
            if (place + 1 >= _options.MinLookahead && tokens / seconds > rate)
                (length, rate) = (place + 1, tokens / seconds);
        }

        return (length, rate);
    }
}
