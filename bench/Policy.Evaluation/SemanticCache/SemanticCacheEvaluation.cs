using System.Globalization;
using System.Numerics.Tensors;
using OptPolicy.Evaluation.Encoders;
using OptPolicy.Evaluation.Reporting;
using OptPolicy.Kernels.Embedding;

namespace OptPolicy.Evaluation.SemanticCache;

/// <summary>
/// The semantic cache on public pairs. Operating points are chosen on questions with intents alone, by replaying them as a cache; QQP, CheckList and
/// GPTCache's pairs only measure.
/// </summary>
internal sealed class SemanticCacheEvaluation(string data, string embedder, string? verifier, bool isQuick, Action<string> progress)
{
    private const double FalseHitsAllowed = 0.01;
    private const int KnownQuestions = 2_000, AskedQuestions = 500;

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
        if (intents.Length == 0)
            progress("no questions with intents are there: no operating point can be chosen, so pairs are skipped");
        foreach (var (suffix, classifier) in intents.Length == 0 ? [] : judge is null ? [("", null)] : new (string, OnnxTextClassifier?)[] { ("", null), ("+verifier", judge) })
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (rule, note) = await ChooseAsync(intents, classifier);
            progress($"{(suffix.Length == 0 ? "without verifier" : "with verifier")}: {note}");
            if (sets.Paraphrases.Count > 0)
                rows.AddRange(Replay(await new PairReplay(sets.Paraphrases, vectors).RunAsync(rule), suffix, note));
            rows.AddRange(await BehaviourAsync(sets.Behaviour, vectors, rule, suffix, note));
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

    // The loosest of a grid whose hits on questions with intents are of another intent no more often than allowed. Labels of duplicate questions are too
    // noisy for this: hits that they call wrong often are not.
    private static async Task<(ServedPair Rule, string Note)> ChooseAsync(IReadOnlyList<IntentReplay> intents, OnnxTextClassifier? judge)
    {
        (ServedPair Rule, ReplayCounts Counts, string Point)? best = null;
        foreach (var threshold in (double[])[0.75, 0.8, 0.84, 0.88, 0.9, 0.92, 0.94, 0.96, 0.98])
        {
            foreach (var least in judge is null ? [0] : (double[])[0.5, 0.8, 0.9, 0.95])
            {
                var rule = new ServedPair(threshold, judge, least);
                var counts = default(ReplayCounts);
                foreach (var replay in intents)
                    counts += await replay.RunAsync(rule);
                var point = judge is null
                    ? string.Create(CultureInfo.InvariantCulture, $"threshold {threshold:0.00}")
                    : string.Create(CultureInfo.InvariantCulture, $"threshold {threshold:0.00}, verifier from {least:0.00} below it and in doubt");
                if (counts.FalseHits <= FalseHitsAllowed && (best is null || counts.Right > best.Value.Counts.Right))
                    best = (rule, counts, point);
            }
        }

        best ??= (new ServedPair(1, judge, 1), default, "nothing: no operating point of the grid kept the bound");
        var on = best.Value.Counts;
        return (best.Value.Rule, string.Create(CultureInfo.InvariantCulture, $"{best.Value.Point}, chosen on {on.All} questions of CLINC150 and BANKING77 ({on.Right} of their intent, {on.Wrong} of another)"));
    }

    private static IEnumerable<EvaluationRow> Replay(ReplayCounts counts, string suffix, string note)
    {
        yield return Count("right", counts.Right);
        yield return Count("wrong", counts.Wrong);
        yield return Count("miss", counts.Miss);
        yield return Proportions.Row("gptcache_999", "false_hits_of_hits" + suffix, counts.Wrong, Math.Max(1, counts.Hits), note);
        yield return Proportions.Row("gptcache_999", "hit_rate" + suffix, counts.Hits, counts.All, note);

        EvaluationRow Count(string metric, int value) => new("gptcache_999", metric + suffix, value, value, value, counts.All, note);
    }

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
