using OptPolicy.Kernels.Embedding;

namespace OptPolicy.Evaluation.SemanticCache;

/// <summary>
/// Decides as the runtime does: the same guards, rule and order of candidates. Where there is a verifier, it is asked about what is not surely near and
/// about what a guard doubts.
/// </summary>
/// <param name="threshold">The policy's <c>threshold</c>.</param>
/// <param name="margin">The policy's <c>margin</c>.</param>
/// <param name="verifier">Confirms what is near; <see langword="null"/> without.</param>
/// <param name="leastProbability">From which on it confirms.</param>
/// <param name="surelyNear">The similarity from which on it is asked about doubts only.</param>
/// <param name="servesDoubts">The policy's <c>doubts: serve</c>.</param>
internal sealed class ServedPair(double threshold, double margin, OnnxTextClassifier? verifier = null, double leastProbability = 0, double surelyNear = 0, bool servesDoubts = false)
{
    private readonly double _margin = margin;
    private readonly SemanticDecision _decision = new(
        new SemanticCacheSettings(0, threshold, TimeSpan.FromDays(1), [], new SemanticStoreInfo("memory", "")) { Margin = margin, ServesDoubts = servesDoubts, Verifier = verifier is null ? null : new VerifierInfo("verifier", Model: null, Folder: null) },
        candidate => candidate.Similarity < surelyNear);

    private readonly IHitVerifier? _verifier = verifier is null ? null : new CrossEncoderVerifier(verifier, leastProbability);

    public double Floor => _decision.Floor;

    /// <summary>The index of the entry that is served, and why; −1 for none.</summary>
    public async ValueTask<(int Entry, string Reason)> ServeAsync(string asked, IEnumerable<(int Entry, string Text, double Similarity)> nearest)
    {
        var question = QuestionText.Of(asked);
        var (reason, asks) = ("nothing near", _verifier is not null);
        var matches = nearest.Where(m => m.Similarity >= _decision.LookFrom)
            .Select(m => (m.Entry, m.Text, m.Similarity, Words: QuestionText.Of(m.Text)))
            .Select(m => (m.Entry, m.Text, m.Similarity, m.Words, Evidence: HitEvidence.Of(m.Similarity, question, m.Words)))
            .OrderByDescending(static m => m.Evidence)
            .ToArray();
        for (var i = 0; i < matches.Length; i++)
        {
            var (entry, text, similarity, words, _) = matches[i];
            if (similarity < Floor)
                continue;
            var around = HitSurroundings.Of(matches.Length, i, place => matches[place].Evidence, _margin, (a, b) => matches[a].Text == matches[b].Text);
            var decision = _decision.Decide(question, words, similarity, around, [], learning: null);
            reason = decision.Reason;
            if (decision.Action is HitAction.Verify && asks)
            {
                asks = false;
                if ((await _verifier!.VerifyAsync(asked, text, CancellationToken.None)).IsSame)
                    return (entry, "verified");
                reason = "refused";
            }

            if (decision.Action is HitAction.Serve)
                return (entry, reason);
        }

        return (-1, reason);
    }
}
