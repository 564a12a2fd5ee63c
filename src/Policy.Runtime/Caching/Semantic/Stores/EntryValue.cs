namespace OptPolicy;

/// <summary>What keeping an entry is worth: the money that its hits save, by what it did so far (cf. GreedyDual-Size-Frequency, Cherkasova 1998).</summary>
public static class EntryValue
{
    private const double SmallestCost = 1e-6;

    /// <summary>Dollars a byte that the entry is likely to save; 0 for one that has expired. Only the order of values means something.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="now">When.</param>
    public static double Of(SemanticEntry entry, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var left = entry.Expires - now;
        if (left <= TimeSpan.Zero)
            return 0;

        // An entry that nobody asked for yet counts as asked for once at the start of its life, and fades with the time that this stays so.
        var age = Math.Max(0, (now - entry.Created) / TimeSpan.FromHours(1));
        var rate = (1 + entry.State.Hits) / (1 + age);
        var bytes = entry.Answer.Length + entry.Vector.Length + entry.Question.Length;
        return rate * Math.Max(SmallestCost, (double)entry.Cost) / Math.Max(1, bytes);
    }
}
