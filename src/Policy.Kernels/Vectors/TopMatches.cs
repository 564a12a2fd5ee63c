namespace OptPolicy.Kernels.Vectors;

/// <summary>The best matches so far, best first, in memory of the caller's.</summary>
internal ref struct TopMatches(Span<VectorMatch> matches, float floor)
{
    private readonly Span<VectorMatch> _matches = matches;

    public int Count { get; private set; }

    /// <summary>What an entry must score to belong here.</summary>
    public float Floor { get; private set; } = floor;

    public void Offer(in VectorMatch match)
    {
        if (match.Score < Floor)
            return;
        var place = Count;
        while (place > 0 && Precedes(match, _matches[place - 1]))
            place--;
        if (place == _matches.Length)
            return;
        var kept = Math.Min(Count, _matches.Length - 1);
        _matches[place..kept].CopyTo(_matches[(place + 1)..]);
        _matches[place] = match;
        Count = kept + 1;
        if (Count == _matches.Length)
            Floor = _matches[^1].Score;
    }

    private static bool Precedes(in VectorMatch a, in VectorMatch b) =>
        a.Score != b.Score ? a.Score > b.Score
        : a.Id != b.Id ? a.Id < b.Id
        : a.Handle.Stamp < b.Handle.Stamp;
}
