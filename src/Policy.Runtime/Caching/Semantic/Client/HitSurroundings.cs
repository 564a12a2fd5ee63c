namespace OptPolicy;

/// <summary>
/// What else is near a question. A cosine tells little by itself: a paraphrase stands clear of every other entry, while a question between two
/// entries belongs to either of them or to neither.
/// </summary>
/// <param name="Rival">The greatest <see cref="HitEvidence"/> of an entry with another answer; 0 when there is none.</param>
/// <param name="IsBehind">Whether an entry with more evidence and another answer was not served.</param>
internal readonly record struct HitSurroundings(double Rival, bool IsBehind)
{
    /// <summary>The surroundings of candidate <paramref name="index"/>.</summary>
    /// <param name="count">How many candidates there are, the most evident first.</param>
    /// <param name="index">The candidate; those before it were not served.</param>
    /// <param name="evidence">Of a candidate.</param>
    /// <param name="margin">From which distance on nobody is a rival, and its answer need not be looked at.</param>
    /// <param name="haveOneAnswer">Whether two candidates have the same answer.</param>
    public static HitSurroundings Of(int count, int index, Func<int, double> evidence, double margin, Func<int, int, bool> haveOneAnswer)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        ArgumentNullException.ThrowIfNull(haveOneAnswer);
        for (var other = 0; other < count; other++)
        {
            var isOneWithIt = other == index || Math.Abs(evidence(index) - evidence(other)) < margin && haveOneAnswer(other, index);
            if (!isOneWithIt)
                return new HitSurroundings(evidence(other), other < index);
        }

        return default;
    }
}
