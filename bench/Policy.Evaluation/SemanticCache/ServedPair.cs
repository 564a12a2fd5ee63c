using OptPolicy.Kernels.Embedding;

namespace OptPolicy.Evaluation.SemanticCache;

/// <summary>
/// Decides as the runtime does: the same guards, rule and order of candidates. Where there is a verifier, it is asked about what is not surely near and
/// about what a guard doubts.
/// </summary>
/// <param name="threshold">The policy's <c>threshold</c>.</param>
/// <param name="verifier">Confirms what is near; <see langword="null"/> without.</param>
/// <param name="leastProbability">From which on it confirms.</param>
/// <param name="surelyNear">The similarity from which on it is asked about doubts only.</param>
internal sealed class ServedPair(double threshold, OnnxTextClassifier? verifier = null, double leastProbability = 0, double surelyNear = 0)
{
    private readonly SemanticDecision _decision = new(
        new SemanticCacheSettings(0, threshold, TimeSpan.FromDays(1), [], new SemanticStoreInfo("memory", "")) { Verifier = verifier is null ? null : new VerifierInfo("verifier", Model: null, Folder: null) },
        candidate => candidate.Similarity < surelyNear);

    private readonly IHitVerifier? _verifier = verifier is null ? null : new CrossEncoderVerifier(verifier, leastProbability);

    public double Floor => _decision.Floor;

    /// <summary>The index of the entry that is served, and why; −1 for none.</summary>
    public async ValueTask<(int Entry, string Reason)> ServeAsync(string asked, IEnumerable<(int Entry, string Text, double Similarity)> nearest)
    {
        var question = QuestionText.Of(asked);
        var (reason, asks) = ("nothing near", _verifier is not null);
        foreach (var (entry, text, similarity) in nearest)
        {
            if (similarity < Floor)
                continue;
            var decision = _decision.Decide(question, QuestionText.Of(text), similarity, [], learning: null);
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
