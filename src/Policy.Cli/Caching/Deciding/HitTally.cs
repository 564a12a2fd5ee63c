using OptPolicy.Workloads.Statistics;

namespace OptPolicy.Cli.Caching.Deciding;

/// <summary>What became of labelled questions. Immutable.</summary>
/// <param name="All">Questions.</param>
/// <param name="Right">Served the right answer.</param>
/// <param name="False">Served a wrong one.</param>
internal readonly record struct HitTally(int All, int Right, int False)
{
    public const double Confidence = 0.95;

    public int Served => Right + False;

    public double HitRate => All == 0 ? 0 : (double)Served / All;

    /// <summary>The share of wrong answers among hits, with its exact interval.</summary>
    public Interval FalseHits => ClopperPearson.Interval(False, Served, Confidence);

    /// <summary>The largest share of wrong hits that the counts do not rule out.</summary>
    public double Upper => ClopperPearson.Upper(False, Served, Confidence);

    public static HitTally operator +(HitTally a, HitTally b) => new(a.All + b.All, a.Right + b.Right, a.False + b.False);

    public HitTally Add(bool isServed, bool isRight) => new(All + 1, Right + (isServed && isRight ? 1 : 0), False + (isServed && !isRight ? 1 : 0));
}
