using System.Collections.Immutable;
using OptPolicy.Kernels.Decoding;

namespace OptPolicy.Kernels.Speculation;

/// <summary>
/// What calls of a model cost by their width, and how well drafters did on it: enough to choose the draft length that gives most tokens per
/// second, none included. Shared by all generations on one model. Thread-safe.
/// </summary>
public sealed class CostModel
{
    /// <summary>The widest call that is considered: one token and sixteen guesses.</summary>
    public const int MaxWidth = 1 + Lookahead.MaxTokens;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, DrafterExperience> _experience = new(StringComparer.Ordinal);

    /// <summary>Creates a model from known costs.</summary>
    /// <param name="secondsByWidth">Seconds of a call of width 1, 2, …; at least one, positive. Wider calls go on as the last two do.</param>
    /// <param name="time">Clock of the drafters that run models.</param>
    public CostModel(IReadOnlyList<double> secondsByWidth, TimeProvider? time = null)
    {
        if (secondsByWidth.Count == 0 || secondsByWidth.Any(static s => !(s > 0)))
            throw new ArgumentException("Costs are positive, and width 1 must have one.", nameof(secondsByWidth));
        SecondsByWidth = [.. secondsByWidth];
        Time = time ?? TimeProvider.System;
    }

    /// <summary>Seconds of a call of width 1, 2, ….</summary>
    public ImmutableArray<double> SecondsByWidth { get; }

    internal TimeProvider Time { get; }

    /// <summary>Times calls of several widths on a lane and forgets what the lane held.</summary>
    /// <param name="lane">A lane that nobody uses.</param>
    /// <param name="budget">About how long to measure; a slow model is measured at fewer widths.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static CostModel Measure(DecoderLane lane, TimeSpan budget, TimeProvider? time = null, CancellationToken cancellationToken = default)
    {
        time ??= TimeProvider.System;
        return new CostModel(WidthTimer.Measure(lane, budget, time, cancellationToken), time);
    }

    /// <summary>Seconds of a call of <paramref name="width"/> tokens with logits for each.</summary>
    public double Seconds(int width)
    {
        var known = SecondsByWidth.Length;
        if (width <= known)
            return SecondsByWidth[width - 1];
        var slope = known > 1 ? Math.Max(0, SecondsByWidth[^1] - SecondsByWidth[^2]) : 0;
        return SecondsByWidth[^1] + (slope * (width - known));
    }

    /// <summary>What earlier generations learned about a drafter.</summary>
    internal DrafterExperience Recall(string drafter)
    {
        var table = new DrafterExperience();
        lock (_lock)
        {
            if (_experience.TryGetValue(drafter, out var known))
                table.Inherit(known);
        }

        return table;
    }

    /// <summary>Keeps what a generation learned: the latest knows best, since it started from what was known before.</summary>
    internal void Remember(string drafter, DrafterExperience learned)
    {
        lock (_lock)
        {
            if (!_experience.TryGetValue(drafter, out var known))
                _experience[drafter] = known = new DrafterExperience();
            known.Inherit(learned);
        }
    }
}
