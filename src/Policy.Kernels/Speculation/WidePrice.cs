namespace OptPolicy.Kernels.Speculation;

/// <summary>
/// Corrects the costs of wide calls for what load-time timings cannot know, above all the length of the context. Only neighbouring rounds
/// are compared, one narrow and one wide, so that a machine that is busy for a while does not look like a change. Not thread-safe.
/// </summary>
internal sealed class WidePrice(CostModel costs)
{
    private const double Smoothing = 0.05;
    private const double Most = 2;

    private double _before;
    private bool _beforeWasWide;

    /// <summary>What a wide call costs over what the cost model says, relative to the same of a narrow call.</summary>
    public double Factor { get; private set; } = 1;

    public double Seconds(int width) => costs.Seconds(width) * (width > 1 ? Factor : 1);

    public void Learn(int width, double seconds)
    {
        if (seconds <= 0)
            return;
        var isWide = width > 1;
        var now = seconds / costs.Seconds(width);
        if (_before > 0 && isWide != _beforeWasWide)
        {
            var ratio = isWide ? now / _before : _before / now;
            Factor += Smoothing * (Math.Clamp(ratio, 1 / Most, Most) - Factor);
        }

        (_before, _beforeWasWide) = (now, isWide);
    }
}
