using System.Globalization;
using System.Numerics.Tensors;
using OptPolicy.Evaluation.Encoders;
using OptPolicy.Evaluation.Reporting;
using OptPolicy.Kernels.Embedding;

namespace OptPolicy.Evaluation.SemanticCache;

/// <summary>
/// The semantic cache on public pairs, at the defaults of a policy and at looser and stricter thresholds. Nothing is fitted or chosen here; what the
/// embedder and the verifier learned from is on their cards.
/// </summary>
internal sealed class SemanticCacheEvaluation(string data, string embedder, string? verifier, bool isQuick, Action<string> progress)
{
    private const double DefaultThreshold = 0.85, Margin = 0.03, VerifiedThreshold = 0.8, DefaultProbability = 0.9;
    private const int KnownQuestions = 5_000, AskedQuestions = 1_000;

    public async Task<IReadOnlyList<EvaluationRow>> RunAsync(CancellationToken cancellationToken)
    {
        var sets = EncoderSets.Read(data, isQuick, CheckListCases);
        var intents = sets.Intents.Select(static s => new IntentReplay(s, KnownQuestions, AskedQuestions)).ToArray();
        string[] texts = [.. sets.PairTexts.Concat(intents.SelectMany(static i => i.Texts)).Distinct(StringComparer.Ordinal)];
        progress($"embedding {texts.Length} texts");
        var vectors = ModelVectors.Of(embedder, texts);
        using var judge = verifier is null ? null : OnnxTextClassifier.Open(verifier, new OnnxEmbeddingOptions { Threads = 1 });
        var rows = new List<EvaluationRow>();
        foreach (var questions in sets.Pairs.Where(static s => s.Name == EncoderSets.DuplicateQuestions))
            rows.AddRange(Ranking(questions, vectors, judge));
        foreach (var intent in intents)
            intent.Prepare(vectors);
        foreach (var point in Points(judge))
        {
            cancellationToken.ThrowIfCancellationRequested();
            progress(point.Note);
            if (sets.Paraphrases.Count > 0)
                rows.AddRange(Replay(await new PairReplay(sets.Paraphrases, vectors).RunAsync(point.Rule), point.Suffix, point.Note));
            rows.AddRange(await BehaviourAsync(sets.Behaviour, vectors, point.Rule, point.Suffix, point.Note));
            foreach (var intent in intents)
                rows.AddRange(Intents(intent.Name, await intent.RunAsync(point.Rule), point));
        }

        progress("synthetic streams");
        rows.AddRange(SyntheticStreams.Run(isQuick ? 3 : 20));
        var conversations = Directory.EnumerateFiles(Path.Combine(data, "semantic-cache"), "cast*.json").Order(StringComparer.Ordinal).ToArray();
        if (conversations.Length > 0)
        {
            progress("conversations");
            rows.AddRange(await HistoryCheck.RunAsync(conversations, embedder, isQuick ? 5 : int.MaxValue));
        }

        return rows;
    }

    private int CheckListCases => isQuick ? 20 : 200;

    // The policy's default first; the others say what a looser or stricter one would do. Nothing is chosen by what is measured here.
    private static IEnumerable<OperatingPoint> Points(OnnxTextClassifier? judge)
    {
        foreach (var threshold in (double[])[DefaultThreshold, 0.8, 0.9, 0.93, 0.96])
        {
            var name = threshold == DefaultThreshold ? "" : string.Create(CultureInfo.InvariantCulture, $"@{threshold:0.00}");
            yield return new OperatingPoint(name, new ServedPair(threshold, Margin), string.Create(CultureInfo.InvariantCulture, $"threshold {threshold:0.00}"));
        }

        yield return new OperatingPoint("@doubts", new ServedPair(DefaultThreshold, Margin, servesDoubts: true), string.Create(CultureInfo.InvariantCulture, $"threshold {DefaultThreshold:0.00}, doubts: serve"));
        if (judge is not null)
            yield return new OperatingPoint("@doubts+verifier", new ServedPair(VerifiedThreshold, Margin, judge, DefaultProbability, DefaultThreshold, servesDoubts: true), string.Create(CultureInfo.InvariantCulture, $"threshold {VerifiedThreshold:0.00}, doubts: serve; below {DefaultThreshold:0.00} the verifier, from {DefaultProbability:0.00}"));
        foreach (var least in judge is null ? [] : (double[])[DefaultProbability, 0.3, 0.5, 0.7])
        {
            var name = least == DefaultProbability ? "+verifier" : string.Create(CultureInfo.InvariantCulture, $"+verifier@{least:0.00}");
            yield return new OperatingPoint(name, new ServedPair(VerifiedThreshold, Margin, judge, least, DefaultThreshold), string.Create(CultureInfo.InvariantCulture, $"threshold {VerifiedThreshold:0.00}; below {DefaultThreshold:0.00} and in doubt the verifier, from {least:0.00}"));
        }
    }

    private sealed record OperatingPoint(string Suffix, ServedPair Rule, string Note);

    private static IEnumerable<EvaluationRow> Replay(ReplayCounts counts, string suffix, string note)
    {
        yield return Count("right", counts.Right);
        yield return Count("wrong", counts.Wrong);
        yield return Count("miss", counts.Miss);
        yield return Proportions.Row("gptcache_999", "false_hits_of_hits" + suffix, counts.Wrong, Math.Max(1, counts.Hits), note);
        yield return Proportions.Row("gptcache_999", "hit_rate" + suffix, counts.Hits, counts.All, note);

        EvaluationRow Count(string metric, int value) => new("gptcache_999", metric + suffix, value, value, value, counts.All, note);
    }

    private static IEnumerable<EvaluationRow> Intents(string set, ReplayCounts counts, OperatingPoint point) =>
    [
        Proportions.Row(set, "another_intent_of_hits" + point.Suffix, counts.Wrong, Math.Max(1, counts.Hits), point.Note),
        Proportions.Row(set, "hit_rate" + point.Suffix, counts.Hits, counts.All, point.Note),
    ];

    private static async Task<IReadOnlyList<EvaluationRow>> BehaviourAsync(IReadOnlyList<PairSet> families, IReadOnlyDictionary<string, float[]> vectors, ServedPair rule, string suffix, string note)
    {
        var rows = new List<EvaluationRow>();
        var (wrong, different, found, same) = (0, 0, 0, 0);
        foreach (var family in families)
        {
            var served = 0;
            foreach (var pair in family.Pairs)
            {
                var similarity = TensorPrimitives.Dot(vectors[pair.First], vectors[pair.Second]);
                served += (await rule.ServeAsync(pair.Second, [(0, pair.First, similarity)])).Entry == 0 ? 1 : 0;
            }

            var isSame = family.Pairs[0].IsSame;
            (wrong, different) = isSame ? (wrong, different) : (wrong + served, different + family.Pairs.Count);
            (found, same) = isSame ? (found + served, same + family.Pairs.Count) : (found, same);
            rows.Add(Proportions.Row("checklist_qqp", $"{(isSame ? "hit_rate" : "wrong_served")}/{family.Name}{suffix}", served, family.Pairs.Count, note));
        }

        if (different > 0)
            rows.Add(Proportions.Row("checklist_qqp", "wrong_served" + suffix, wrong, different, note));
        if (same > 0)
            rows.Add(Proportions.Row("checklist_qqp", "hit_rate_positive" + suffix, found, same, note));
        return rows;
    }

    private static IEnumerable<EvaluationRow> Ranking(PairSet questions, IReadOnlyDictionary<string, float[]> vectors, OnnxTextClassifier? judge)
    {
        yield return Area("", p => TensorPrimitives.Dot(vectors[p.First], vectors[p.Second]));
        if (judge is not null)
            yield return Area("+verifier", p => judge.Probability(p.First, p.Second, CrossEncoderVerifier.SameLabel));

        EvaluationRow Area(string suffix, Func<LabelledPair, double> score)
        {
            var area = PairRanking.PrecisionOverHits([.. questions.Pairs.Select(p => (score(p), p.IsSame))]);
            return new EvaluationRow("qqp_pairs", "p_chr_auc" + suffix, area, area, area, questions.Pairs.Count, "labels are noisy: it ranks, it certifies nothing");
        }
    }
}
