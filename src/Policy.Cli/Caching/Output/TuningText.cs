using System.Text;
using OptPolicy.Cli.Caching.Tuning;
using OptPolicy.Cli.Output;
using static OptPolicy.Cli.Caching.Output.CacheFigures;

namespace OptPolicy.Cli.Caching.Output;

/// <summary>What labels say, for people.</summary>
internal static class TuningText
{
    public static void Write(CliEnvironment environment, CacheTuning tuning)
    {
        var text = new StringBuilder();
        var palette = new Palette(environment.Color);
        AppendLabels(text, palette, tuning);
        SweepText.Append(text, palette, tuning.Sweep, tuning.Share);
        if (tuning.Fit is { } fit)
            AppendCheck(text, palette, tuning, fit);
        environment.Out.Write(text.ToString());
    }

    private static void AppendLabels(StringBuilder text, Palette palette, CacheTuning tuning)
    {
        var same = tuning.Pairs.Count(static p => p.Label.IsRight);
        text.Append(palette.Bold(tuning.Policy)).Append($": {Count(tuning.Pairs.Length)} pairs, {Count(same)} of them the same");
        if (tuning.Labels.Repeated > 0)
            text.Append($"; {Count(tuning.Labels.Repeated)} repeated");
        if (tuning.Labels.Contradicting > 0)
            text.Append($"; {Count(tuning.Labels.Contradicting)} left out that are labelled both ways");
        text.Append('\n');
        foreach (var group in tuning.Pairs.Where(static p => p.Words.IsByGuard).GroupBy(static p => p.Words.Reason, StringComparer.Ordinal).OrderByDescending(static g => g.Count()).ThenBy(static g => g.Key, StringComparer.Ordinal))
            text.Append($"  {group.Key,-22} {Count(group.Count()),7}   the same, yet told apart: {Count(group.Count(static p => p.Label.IsRight))}\n");
    }

    private static void AppendCheck(StringBuilder text, Palette palette, CacheTuning tuning, FittedCalibration fit)
    {
        text.Append('\n').Append(palette.Bold($"max_false_hits: {Share(tuning.Share)}")).Append(", every pair decided by a calibration that had not seen its questions\n");
        text.Append($"  served {Count(fit.Check.Served)} of {Count(fit.Check.All)} ({Share(fit.Check.HitRate)}), wrong {Count(fit.Check.False)}: {FalseHits(fit.Check)} of hits\n");
        text.Append($"  {string.Join(", ", fit.Reasons.OrderByDescending(static r => r.Value).Select(static r => $"{r.Key} {Count(r.Value)}"))}\n");
        text.Append(tuning switch
        {
            { IsProven: true } => palette.Green("  proven") + $": no more than {Share(fit.Check.Upper)} of hits are wrong (95 %)\n",
            { IsContradicted: true } => palette.Red("  disproven") + ": more hits are wrong than asked for; these labels are not told apart by similarity. Add a verifier or raise its 'least', or allow more\n",
            _ => palette.Red("  not proven") + $": up to {Share(fit.Check.Upper)} of hits may be wrong (95 %); {SweepText.Needed(tuning.Share)}\n",
        });
    }
}
