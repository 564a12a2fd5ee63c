using OptPolicy.Kernels.Decoding;

namespace OptPolicy.Kernels.Speculation;

/// <summary>Times a model's calls by width. The least of several timings is kept: a busy machine only ever adds.</summary>
internal static class WidthTimer
{
    private const int ContextTokens = 64;
    private const int Seed = 20;

    // In the order of what is needed most, so that a slow model stops early with a usable curve.
    private static readonly int[] Widths = [1, 2, 5, CostModel.MaxWidth, 3, 9, 4, 6, 12];
    private const int Needed = 4;

    /// <returns>Seconds of widths 1 to <see cref="CostModel.MaxWidth"/>, never falling; widths that were not timed lie on lines between those that were.</returns>
    public static double[] Measure(DecoderLane lane, TimeSpan budget, TimeProvider time, CancellationToken cancellationToken)
    {
        var random = new Random(Seed);
        var context = Math.Min(ContextTokens, lane.Capacity - CostModel.MaxWidth);
        if (context < 1)
            throw new ArgumentException($"A lane of {lane.Capacity} tokens is too small to be timed.", nameof(lane));
        var tokens = new int[context + CostModel.MaxWidth];
        foreach (ref var token in tokens.AsSpan())
            token = random.Next(lane.Spec.VocabularySize);

        lane.Truncate(0);
        lane.Forward(tokens.AsSpan(0, context), 1, cancellationToken);
        var least = new double[CostModel.MaxWidth + 1];
        var start = time.GetTimestamp();
        for (var pass = 0; pass == 0 || time.GetElapsedTime(start) < budget; pass++)
        {
            for (var i = 0; i < Widths.Length && (i < Needed || time.GetElapsedTime(start) < budget); i++)
            {
                // The first call of a shape also prepares its buffers.
                var seconds = pass == 0 ? Math.Min(Call(Widths[i]), Call(Widths[i])) : Call(Widths[i]);
                least[Widths[i]] = least[Widths[i]] > 0 ? Math.Min(least[Widths[i]], seconds) : seconds;
            }

            // A clock that stands still would measure for ever.
            if (time.GetElapsedTime(start) == TimeSpan.Zero)
                break;
        }

        lane.Truncate(0);
        return Complete(least);

        double Call(int width)
        {
            var before = time.GetTimestamp();
            lane.Forward(tokens.AsSpan(context, width), width, cancellationToken);
            var elapsed = time.GetElapsedTime(before).TotalSeconds;
            lane.Truncate(context);
            return Math.Max(elapsed, 1e-9);
        }
    }

    private static double[] Complete(double[] least)
    {
        var seconds = new double[CostModel.MaxWidth];
        var below = 1;
        for (var width = 1; width <= CostModel.MaxWidth; width++)
        {
            if (least[width] > 0)
                below = width;
            var above = width;
            while (least[above] <= 0)
                above++;
            var share = above == below ? 0 : (double)(width - below) / (above - below);
            var value = least[below] + ((least[above] - least[below]) * share);
            seconds[width - 1] = width == 1 ? value : Math.Max(value, seconds[width - 2]);
        }

        return seconds;
    }
}
