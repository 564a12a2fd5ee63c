using System.Collections.Immutable;

namespace OptPolicy;

/// <summary>A question with its intent's index and its vector.</summary>
internal readonly record struct IntentExample(string Text, int Intent, float[] Vector);

/// <summary>Trains heads. The same examples and seed give the same head.</summary>
internal static class TrainedHeadFit
{
    /// <summary>Places of the words' table.</summary>
    public const int Places = 1 << 14;

    /// <summary>Examples of each intent below which nothing can be held out.</summary>
    public const int Fewest = 5;

    private const int HeldOutEvery = 5;

    /// <summary>Fits on every example, with a threshold that keeps a share of questions in scope.</summary>
    /// <param name="names">The intents.</param>
    /// <param name="examples">Of each intent at least <see cref="Fewest"/>.</param>
    /// <param name="embedder">Fingerprint of the embedder of their vectors.</param>
    /// <param name="keep">The share of questions of the intents that shall not be taken for none of them, 0 to 1; held to on examples held out.</param>
    /// <param name="seed">Decides the order of training.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static (TrainedHeadData Head, HeadCheck Check) Fit(
        ImmutableArray<string> names, IReadOnlyList<IntentExample> examples, string embedder, double keep, int seed, CancellationToken cancellationToken)
    {
        // A model that saw a question is surer of it than of a new one: the threshold comes from questions that a first model has not seen.
        var (seen, unseen) = Split(examples);
        var first = new TrainedHead(FitAll(names, seen, embedder, double.NegativeInfinity, seed, cancellationToken));
        var asked = unseen.Select(e => (Result: first.Score(e.Text, e.Vector), e.Intent)).ToArray();
        double[] scores = [.. asked.Select(static a => (double)a.Result.Score).Order()];
        var threshold = scores[(int)Math.Min(scores.Length - 1, (1 - keep) * scores.Length)];
        var check = new HeadCheck(asked.Length, asked.Count(static a => a.Result.Intent == a.Intent), asked.Count(a => a.Result.Intent == a.Intent && a.Result.Score >= threshold));
        return (FitAll(names, examples, embedder, threshold, seed, cancellationToken), check);
    }

    private static TrainedHeadData FitAll(ImmutableArray<string> names, IReadOnlyList<IntentExample> examples, string embedder, double threshold, int seed, CancellationToken cancellationToken)
    {
        var members = Enumerable.Range(0, names.Length).Select(_ => new List<float[]>()).ToArray();
        foreach (var example in examples) members[example.Intent].Add(example.Vector);
        var words = WordScoresFit.Fit([.. examples.Select(static e => (e.Text, e.Intent))], names.Length, Places, seed, cancellationToken);
        return new(names, IntentPrototypes.Of(members, examples[0].Vector.Length), words, threshold) { Embedder = embedder };
    }

    private static (List<IntentExample> Seen, List<IntentExample> Unseen) Split(IReadOnlyList<IntentExample> examples)
    {
        var (seen, unseen) = (new List<IntentExample>(), new List<IntentExample>());
        foreach (var intent in examples.GroupBy(static e => e.Intent))
        {
            foreach (var (place, example) in intent.Index())
                (place % HeldOutEvery == HeldOutEvery - 1 ? unseen : seen).Add(example);
        }

        return (seen, unseen);
    }
}

/// <summary>What was measured on examples held out.</summary>
/// <param name="Asked">Questions held out.</param>
/// <param name="Right">Those whose nearest intent is theirs.</param>
/// <param name="Recognised">Those of them that also reach the threshold.</param>
internal sealed record HeadCheck(int Asked, int Right, int Recognised);
