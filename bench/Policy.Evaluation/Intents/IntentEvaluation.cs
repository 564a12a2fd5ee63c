using System.Collections.Immutable;
using System.Diagnostics;
using OptPolicy.Evaluation.Encoders;
using OptPolicy.Evaluation.Measuring;
using OptPolicy.Evaluation.Reporting;
using OptPolicy.Kernels.Embedding;

namespace OptPolicy.Evaluation.Intents;

/// <summary>
/// Heads that the product trains, on public sets. Out of scope is measured twice where the data allows it: with questions of no intent at all,
/// and with those of a fifth of the intents, left out of training, which are much nearer.
/// </summary>
internal sealed class IntentEvaluation
{
    private const double Keep = 0.95;
    private const int Seed = 1, TimedQuestions = 600, LeftOutEvery = 5;

    private readonly IntentSet _set;
    private readonly IReadOnlyDictionary<string, float[]> _vectors;
    private readonly CancellationToken _cancellation;

    private IntentEvaluation(IntentSet set, IReadOnlyDictionary<string, float[]> vectors, CancellationToken cancellation) =>
        (_set, _vectors, _cancellation) = (set, vectors, cancellation);

    public static IEnumerable<EvaluationRow> Run(IReadOnlyList<IntentSet> sets, string embedder, CancellationToken cancellationToken)
    {
        string[] texts = [.. sets.SelectMany(static s => s.Known.Concat(s.Asked).Select(static r => r.Text).Concat(s.OutOfScope)).Distinct(StringComparer.Ordinal)];
        var vectors = ModelVectors.Of(embedder, texts);
        return sets.SelectMany(set => new IntentEvaluation(set, vectors, cancellationToken).Rows(embedder)).ToArray();
    }

    private IEnumerable<EvaluationRow> Rows(string embedder)
    {
        var names = _set.Known.Select(static r => r.Intent).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToImmutableArray();
        var examples = Examples(_set.Known, names);
        var nearest = ExampleHead.Of(names, [.. examples.Select(static e => (e.Intent, e.Vector))], threshold: -1);
        var right = _set.Asked.Count(r => nearest.Recognise(r.Text, _vectors[r.Text]).Intent == r.Intent);
        yield return Proportions.Row(_set.Name, "right, nearest example", right, _set.Asked.Count, "all known questions as examples");

        var started = Stopwatch.GetTimestamp();
        var (head, check) = TrainedHeadFit.Fit(names, examples, "", Keep, Seed, _cancellation);
        var took = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var trained = new TrainedHead(head);
        var asked = _set.Asked.Select(r => (r.Intent, Result: trained.Score(r.Text, _vectors[r.Text]))).ToArray();
        yield return Proportions.Row(_set.Name, "right", asked.Count(a => names[a.Result.Intent] == a.Intent), asked.Length, "trained head, no threshold");
        yield return Proportions.Row(_set.Name, "right and in scope", asked.Count(a => names[a.Result.Intent] == a.Intent && a.Result.Score >= head.Threshold), asked.Length, $"threshold kept {Keep:P0} of questions held out of the known");
        yield return Proportions.Row(_set.Name, "right, as training says", check.Right, check.Asked, "on known questions held out by training itself");
        yield return new EvaluationRow(_set.Name, "time of training, s", took, took, took, 1, "two fits");
        if (_set.OutOfScope.Count > 0)
        {
            float[] outside = [.. _set.OutOfScope.Select(t => trained.Score(t, _vectors[t]).Score)];
            yield return Area("ROC area of in scope", asked.Select(static a => a.Result.Score), outside, "questions of no intent");
            yield return Proportions.Row(_set.Name, "none, of out of scope", outside.Count(s => s < head.Threshold), outside.Length, "questions of no intent");
        }

        yield return LeftOut(names);
        yield return Time(embedder, trained);
    }

    // A fifth of the intents is out of scope: what a head must refuse then is as near as intents of one domain are.
    private EvaluationRow LeftOut(ImmutableArray<string> all)
    {
        var order = all.ToArray();
        new Random(Seed).Shuffle(order);
        var left = order.Where(static (_, i) => i % LeftOutEvery == 0).ToHashSet(StringComparer.Ordinal);
        var names = all.RemoveRange(left);
        var (head, _) = TrainedHeadFit.Fit(names, Examples(_set.Known.Where(r => !left.Contains(r.Intent)), names), "", Keep, Seed, _cancellation);
        var trained = new TrainedHead(head);
        var scores = _set.Asked.Select(r => (trained.Score(r.Text, _vectors[r.Text]).Score, IsOutside: left.Contains(r.Intent))).ToArray();
        return Area("ROC area of in scope", scores.Where(static s => !s.IsOutside).Select(static s => s.Score), scores.Where(static s => s.IsOutside).Select(static s => s.Score), "a fifth of the intents left out");
    }

    private EvaluationRow Time(string embedder, TrainedHead head)
    {
        using var generator = OnnxEmbeddingGenerator.Open(embedder, new OnnxEmbeddingOptions { Threads = 1 });
        var vector = new float[generator.Dimensions];
        var times = new List<double>();
        foreach (var (text, _) in _set.Asked.Take(TimedQuestions))
        {
            var started = Stopwatch.GetTimestamp();
            generator.Generate(text, vector);
            head.Recognise(text, vector);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        times.Sort();
        return new EvaluationRow(_set.Name, "time of a request, ms", times[times.Count / 2], times[times.Count / 20], times[times.Count * 19 / 20], times.Count, "embedding and head, one thread; median, 5 % to 95 % of requests");
    }

    private IntentExample[] Examples(IEnumerable<(string Text, string Intent)> rows, ImmutableArray<string> names)
    {
        var index = names.Index().ToDictionary(static n => n.Item, static n => n.Index, StringComparer.Ordinal);
        return [.. rows.Select(r => new IntentExample(r.Text, index[r.Intent], _vectors[r.Text]))];
    }

    private EvaluationRow Area(string metric, IEnumerable<float> inScope, IEnumerable<float> outOfScope, string note)
    {
        (double, bool)[] scores = [.. inScope.Select(static s => ((double)s, true)), .. outOfScope.Select(static s => ((double)s, false))];
        var area = PairRanking.RocArea(scores);
        return new EvaluationRow(_set.Name, metric, area, area, area, scores.Length, note);
    }
}
