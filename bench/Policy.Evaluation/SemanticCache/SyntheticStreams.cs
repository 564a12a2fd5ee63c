using System.Globalization;
using OptPolicy.Evaluation.Reporting;

namespace OptPolicy.Evaluation.SemanticCache;

/// <summary>
/// Requests whose truth is known, because it was drawn: every entry has its own threshold, and a request's answer is right with a probability that rises
/// with its similarity. Both rules see the same requests and learn from the answers that they ask for.
/// </summary>
internal static class SyntheticStreams
{
    private const int Entries = 60, RequestsPerEntry = 100;

    private static readonly Population[] Populations = [new(0.80, 0.04, 40), new(0.85, 0.04, 40), new(0.90, 0.03, 60)];

    public static IEnumerable<EvaluationRow> Run(int seeds)
    {
        foreach (var share in (double[])[0.01, 0.02, 0.05])
        {
            foreach (var population in Populations)
            {
                var (ours, theirs) = (new List<Outcome>(), new List<Outcome>());
                for (var seed = 0; seed < seeds; seed++)
                {
                    ours.Add(Ours(population, share, seed));
                    theirs.Add(VCache(population, share, seed));
                }

                var at = string.Create(CultureInfo.InvariantCulture, $"@{share:0%}");
                var note = string.Create(CultureInfo.InvariantCulture, $"thresholds N({population.Mean:0.00}, {population.Deviation:0.00}), slope {population.Slope:0}; {Entries} entries, {Entries * RequestsPerEntry} requests, {seeds} seeds");
                yield return Row($"false_hits_of_hits{at}", ours, static o => o.FalseHits, note + $"; over the bound in {ours.Count(o => o.FalseHits > share)} seeds");
                yield return Row($"hit_rate{at}", ours, static o => o.HitRate, note);
                yield return Row($"vcache_false_hits_of_hits{at}", theirs, static o => o.FalseHits, note);
                yield return Row($"vcache_hit_rate{at}", theirs, static o => o.HitRate, note);
            }
        }
    }

    private static Outcome Ours(Population population, double share, int seed)
    {
        var stream = new Stream(population, seed);
        var learning = new ScopeLearning(share, calibration: null);
        var labels = new HitLabel[Entries][];
        Array.Fill(labels, []);
        var counts = default(Outcome);
        foreach (var (entry, similarity, isRight) in stream.Requests())
        {
            var probability = learning.Probability(similarity, labels[entry]);
            learning.Observe(probability);
            if (1 - probability <= learning.MostDoubt)
            {
                counts = counts.Hit(isRight);
                continue;
            }

            counts = counts.Miss();
            labels[entry] = [.. labels[entry], new HitLabel(similarity, isRight)];
            learning.Learn(entry.ToString(CultureInfo.InvariantCulture), [.. labels[entry]]);
        }

        return counts;
    }

    private static Outcome VCache(Population population, double delta, int seed)
    {
        var stream = new Stream(population, seed);
        var random = new Random(seed);
        var rules = Enumerable.Range(0, Entries).Select(static _ => new VCacheRule()).ToArray();
        var counts = default(Outcome);
        foreach (var (entry, similarity, isRight) in stream.Requests())
        {
            if (!rules[entry].Explores(similarity, delta, random))
            {
                counts = counts.Hit(isRight);
                continue;
            }

            counts = counts.Miss();
            rules[entry].Learn(similarity, isRight);
        }

        return counts;
    }

    private static EvaluationRow Row(string metric, List<Outcome> outcomes, Func<Outcome, double> figure, string note)
    {
        var values = outcomes.Select(figure).ToArray();
        var mean = values.Average();
        var error = 1.96 * Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / Math.Max(1, values.Length - 1) / values.Length);
        return new EvaluationRow("synthetic", metric, mean, mean - error, mean + error, values.Length, note);
    }

    private sealed record Population(double Mean, double Deviation, double Slope);

    private readonly record struct Outcome(int Hits, int False, int All)
    {
        public double HitRate => (double)Hits / All;

        public double FalseHits => (double)False / Math.Max(1, Hits);

        public Outcome Hit(bool isRight) => new(Hits + 1, False + (isRight ? 0 : 1), All + 1);

        public Outcome Miss() => this with { All = All + 1 };
    }

    private sealed class Stream(Population population, int seed)
    {
        public IEnumerable<(int Entry, double Similarity, bool IsRight)> Requests()
        {
            var random = new Random(seed);
            var thresholds = Enumerable.Range(0, Entries).Select(_ => population.Mean + population.Deviation * Normal(random)).ToArray();
            for (var i = 0; i < Entries * RequestsPerEntry; i++)
            {
                var entry = random.Next(Entries);

                // Similarities of nearest neighbours: most of them high, with a long tail; mean 0.85.
                var similarity = 1 - 0.6 * (1 - Math.Pow(random.NextDouble(), 1 / 3.0));
                var isRight = random.NextDouble() < 1 / (1 + Math.Exp(-population.Slope * (similarity - thresholds[entry])));
                yield return (entry, similarity, isRight);
            }
        }

        private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
    }
}
