using System.Collections.Immutable;
using System.Numerics.Tensors;
using OptPolicy.Cli.Caching.Labels;

namespace OptPolicy.Cli.Caching.Deciding;

/// <summary>Compares pairs as a policy's cache does: with its embedder and its guards.</summary>
internal sealed class PairMeasurer(OpenedCache cache, TimeProvider clock)
{
    private const int ReportedEvery = 100;

    // Only the words are asked here: every pair is near enough, and doubts are told from differences by what a verifier would be asked.
    private readonly SemanticDecision _words = new(cache.Settings with { Threshold = -1, MostFalseHits = null, Verifier = new VerifierInfo("", Model: null, Folder: null) }, static _ => false);

    /// <summary>What one embedding took, each.</summary>
    public List<TimeSpan> EmbeddingTimes { get; } = [];

    public async Task<ImmutableArray<MeasuredPair>> MeasureAsync(ImmutableArray<LabelledPair> pairs, IProgress<string> progress, CancellationToken cancellationToken)
    {
        string[] texts = [.. pairs.SelectMany(static p => new[] { p.Cached, p.Asked }).Distinct(StringComparer.Ordinal)];
        var vectors = new Dictionary<string, ReadOnlyMemory<float>>(texts.Length, StringComparer.Ordinal);
        foreach (var text in texts)
        {
            var begun = clock.GetTimestamp();
            vectors.Add(text, await cache.Embedder.EmbedAsync(text, cancellationToken));
            EmbeddingTimes.Add(clock.GetElapsedTime(begun));
            if (vectors.Count % ReportedEvery == 0)
                progress.Report($"embedding {vectors.Count}/{texts.Length}");
        }

        return ImmutableArray.CreateRange(pairs, pair => Measure(pair, vectors));
    }

    private MeasuredPair Measure(LabelledPair pair, Dictionary<string, ReadOnlyMemory<float>> vectors)
    {
        var (asked, cached) = (QuestionText.Of(pair.Asked.Trim()), QuestionText.Of(pair.Cached.Trim()));
        var similarity = Math.Clamp(TensorPrimitives.Dot(vectors[pair.Asked].Span, vectors[pair.Cached].Span), -1, 1);
        return new MeasuredPair(pair, asked, cached, similarity, _words.Decide(asked, cached, similarity, around: default, [], learning: null));
    }
}
