using System.Globalization;
using OptPolicy.Kernels.Architectures;

namespace OptPolicy.Compression.Pruning;

/// <summary>Chooses the heads, neurons and channels that stay (Minitron, arXiv:2407.14679, §2.2–2.3).</summary>
public static class WidthPlanner
{
    /// <summary>Plans.</summary>
    /// <exception cref="ArgumentException">The options remove nothing or everything.</exception>
    public static PruningPlan Plan(LlamaShape shape, ActivationImportance importance, WidthOptions options)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(importance);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Problem() is { } problem)
            throw new ArgumentException(problem, nameof(options));

        var heads = options.HeadShare == 0 ? new HeadLayout(shape.KeyValueHeads, shape.Heads / shape.KeyValueHeads) : HeadLayout.Choose(importance.Heads, shape.KeyValueHeads, options.HeadShare);
        var (neurons, neuronMultiple) = Round(shape.FeedForwardSize, options.FeedForwardShare, options.Multiple);
        var (channels, channelMultiple) = Round(shape.HiddenSize, options.ChannelShare, options.Multiple);
        var layers = Enumerable.Range(0, shape.Layers).Select(i =>
        {
            var (queries, keys) = heads.Kept(importance.Heads[i], shape.KeyValueHeads);
            return new LayerPlan(i, queries, keys, Ranking.Best(importance.Neurons[i], neurons));
        });
        var plan = new PruningPlan([.. layers], Ranking.Best(importance.Channels, channels));
        if (plan.Apply(shape) == shape)
            throw new ArgumentException($"the widths are so small that nothing is left to remove after rounding to multiples of {options.Multiple}: remove a larger share", nameof(options));

        var neuronShare = Share(plan.Layers.SelectMany((l, i) => l.Neurons.Select(n => importance.Neurons[i][n])), importance.Neurons.SelectMany(n => n));
        var headShare = Share(plan.Layers.SelectMany((l, i) => l.QueryHeads.Select(h => importance.Heads[i][h])), importance.Heads.SelectMany(h => h));
        var channelShare = Share(plan.Channels.Select(c => importance.Channels[c]), importance.Channels);
        return plan with
        {
            Notes =
            [
                .. Note(shape.FeedForwardSize, neurons, "feed-forward neurons", neuronShare, Multiple(neuronMultiple)),
                .. Note(shape.Heads, heads.Heads, "query heads", headShare, $"{heads.Groups} of {shape.KeyValueHeads} key/value groups with {heads.QueriesPerGroup} of {shape.Heads / shape.KeyValueHeads} queries each"),
                .. Note(shape.HiddenSize, channels, "channels", channelShare, Multiple(channelMultiple)),
            ],
        };
    }

    /// <summary>A width that is left, and the multiple that it was rounded to: narrow widths get a finer one.</summary>
    private static (int Width, int Multiple) Round(int width, double share, int multiple)
    {
        if (share == 0)
            return (width, multiple);
        while (multiple > 1 && width < 2 * multiple)
            multiple /= 2;
        var kept = (int)Math.Round(width * (1 - share) / multiple, MidpointRounding.AwayFromZero) * multiple;
        return (Math.Clamp(kept, Math.Min(multiple, width), width), multiple);
    }

    private static double Share(IEnumerable<float> kept, IEnumerable<float> all) => kept.Sum(v => (double)v) / Math.Max(double.Epsilon, all.Sum(v => (double)v));

    private static string Multiple(int multiple) => string.Create(CultureInfo.InvariantCulture, $"rounded to multiples of {multiple}");

    private static string[] Note(int before, int after, string what, double share, string how) =>
        before == after ? [] : [string.Create(CultureInfo.InvariantCulture, $"{after} of {before} {what} stay with {share * 100:F0} % of their importance; {how}")];
}
