namespace OptPolicy;

/// <summary>
/// An upper bound of the share of false hits that holds at every moment at once, however often it is looked at: the mixture of
/// likelihood-ratio tests (a Beta-binomial confidence sequence; Robbins 1970, Howard et al. 2021). Not thread-safe.
/// </summary>
/// <param name="confidence">Probability that the bound is never below the true share, 0…1.</param>
internal sealed class FalseHitBound(double confidence = 0.95)
{
    /// <summary>Audited hits.</summary>
    public long Audited { get; private set; }

    /// <summary>Those that were false.</summary>
    public long False { get; private set; }

    /// <summary>Counts one audited hit.</summary>
    public void Add(bool isFalse)
    {
        Audited++;
        False += isFalse ? 1 : 0;
    }

    /// <summary>Forgets all audits.</summary>
    public void Clear() => (Audited, False) = (0, 0);

    /// <summary>Goes on from audits that were counted before.</summary>
    public void Restore(long audited, long falseOnes) => (Audited, False) = (audited, falseOnes);

    /// <summary>The smallest share that is not ruled out, by the same bound of the share of right hits.</summary>
    public double Lower => 1 - Mirrored.Upper;

    /// <summary>Whether <see cref="Lower"/> is above a share.</summary>
    public bool Exceeds(double share) => Audited > 0 && False > share * Audited && Mirrored.Evidence(1 - share) > -Math.Log(1 - confidence);

    private FalseHitBound Mirrored => new(confidence) { Audited = Audited, False = Audited - False };

    /// <summary>
    /// The largest share that is not ruled out. With shares uniform on [0, p] as alternatives, the evidence against p is the marginal
    /// likelihood over those below it; by Ville's inequality it exceeds 1/(1−confidence) at any time with that probability only.
    /// </summary>
    public double Upper
    {
        get
        {
            if (Audited == 0)
                return 1;
            var limit = -Math.Log(1 - confidence);
            double low = (double)False / Audited, high = 1;
            for (var i = 0; i < 60; i++)
            {
                var middle = (low + high) / 2;
                if (Evidence(middle) < limit)
                    low = middle;
                else
                    high = middle;
            }

            return high;
        }
    }

    /// <summary>The least audits without a false hit after which the bound is at most <paramref name="share"/>.</summary>
    public static long AuditsNeeded(double share, double confidence = 0.95)
    {
        long low = 1, high = 1;
        while (Clean(high) > share)
            high *= 2;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Clean(middle) > share)
                low = middle + 1;
            else
                high = middle;
        }

        return low;

        double Clean(long audits) => new FalseHitBound(confidence) { Audited = audits }.Upper;
    }

    // ln of ∫0^1 B(q·p)/L(p) dq: the data's likelihood averaged over shares below p, over that at p; by Simpson's rule on the log scale.
    private double Evidence(double p)
    {
        const int Steps = 256;
        var right = Audited - False;
        var atP = LogLikelihood(p, right);
        var (largest, logs) = (double.NegativeInfinity, new double[Steps]);
        for (var i = 0; i < Steps; i++)
        {
            logs[i] = LogLikelihood(p * (i + 0.5) / Steps, right) - atP;
            largest = Math.Max(largest, logs[i]);
        }

        return largest + Math.Log(logs.Sum(l => Math.Exp(l - largest)) / Steps);
    }

    private double LogLikelihood(double p, long right) =>
        (False == 0 ? 0 : False * Math.Log(p)) + (right == 0 ? 0 : right * Math.Log(1 - p));
}
