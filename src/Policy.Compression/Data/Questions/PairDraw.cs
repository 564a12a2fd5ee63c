namespace OptPolicy.Compression.Data.Questions;

/// <summary>Chance, for making texts: a sequence that changes neither with the platform nor with the framework.</summary>
internal sealed class PairDraw(ulong seed)
{
    private SplitMix _random = new(seed);

    public int Below(int bound) => _random.Below(bound);

    public bool Chance(int percent) => Below(100) < percent;

    public T Of<T>(params ReadOnlySpan<T> items) => items[Below(items.Length)];

    /// <summary>Two different items.</summary>
    public (T First, T Second) Two<T>(ReadOnlySpan<T> items)
    {
        var first = Below(items.Length);
        var second = Below(items.Length - 1);
        return (items[first], items[second >= first ? second + 1 : second]);
    }
}
