using System.Numerics.Tensors;
using OptPolicy.Cli.Caching.Deciding;

namespace OptPolicy.Cli.Caching.Labels;

/// <summary>
/// Labelled pairs of a stream whose right answers are known: each question beside what speaks most for itself of those before it that had other words, which
/// is what a cache would have been tempted to serve.
/// </summary>
internal static class StreamPairs
{
    private const int ReportedEvery = 100;

    public static async Task<IReadOnlyList<LabelledPair>> FindAsync(OpenedCache cache, IReadOnlyList<StreamedQuestion> questions, IProgress<string> progress, CancellationToken cancellationToken)
    {
        var known = new Dictionary<string, Known>(StringComparer.Ordinal);
        var pairs = new List<LabelledPair>();
        foreach (var question in questions.Where(static q => q.Answer is not null))
        {
            var asked = new Known(question, QuestionText.Of(question.Text.Trim()), await cache.Embedder.EmbedAsync(question.Text, cancellationToken));
            var candidates = Nearest(known.Values, asked)
                .Select(near => (near.Known.Question, Evidence: HitEvidence.Of(near.Similarity, asked.Words, near.Known.Words)))
                .OrderByDescending(static c => c.Evidence)
                .ToArray();
            var first = candidates.Length == 0 ? question : candidates[0].Question;
            var rival = candidates.Where(c => !string.Equals(c.Question.Answer, first.Answer, StringComparison.Ordinal)).Select(static c => c.Evidence).DefaultIfEmpty(0).First();
            var pair = new LabelledPair(first.Text, question.Text, string.Equals(first.Answer, question.Answer, StringComparison.Ordinal)) { Rival = rival };
            if (!known.TryAdd(pair.AskedName, asked))
                continue;
            if (candidates.Length > 0)
                pairs.Add(pair);
            if (known.Count % ReportedEvery == 0)
                progress.Report($"looking for neighbours {known.Count}/{questions.Count}");
        }

        return pairs;
    }

    // As many as a store would give.
    private static (Known Known, double Similarity)[] Nearest(IEnumerable<Known> known, Known asked)
    {
        var nearest = new PriorityQueue<Known, double>(SemanticCacheStage.NeighboursMax + 1);
        foreach (var other in known)
        {
            nearest.Enqueue(other, TensorPrimitives.Dot(asked.Vector.Span, other.Vector.Span));
            if (nearest.Count > SemanticCacheStage.NeighboursMax)
                nearest.Dequeue();
        }

        return [.. nearest.UnorderedItems.Select(static item => (item.Element, item.Priority))];
    }

    private sealed record Known(StreamedQuestion Question, QuestionText Words, ReadOnlyMemory<float> Vector);
}
