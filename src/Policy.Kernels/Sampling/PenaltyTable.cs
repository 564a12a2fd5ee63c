namespace OptPolicy.Kernels.Sampling;

/// <summary>The tokens that prompt and answer hold, and what that costs their logits. Not thread-safe.</summary>
internal sealed class PenaltyTable
{
    private readonly SamplingOptions _options;

    // 0: not seen; 1: in the prompt only; n + 1: n times in the answer.
    private readonly int[] _seen;
    private readonly List<int> _tokens = [];

    private PenaltyTable(SamplingOptions options, int vocabularySize)
    {
        _options = options;
        _seen = new int[vocabularySize];
    }

    /// <returns>A table, or <see langword="null"/> when nothing is penalised.</returns>
    public static PenaltyTable? For(SamplingOptions options, ReadOnlySpan<int> prompt, int vocabularySize)
    {
        if (options is { FrequencyPenalty: 0, PresencePenalty: 0, RepetitionPenalty: 1 })
            return null;
        var table = new PenaltyTable(options, vocabularySize);
        foreach (var token in prompt)
            table.Note(token, atLeast: 1);
        return table;
    }

    /// <summary>Takes a token of the answer.</summary>
    public void Add(int token)
    {
        Note(token, atLeast: 1);
        if ((uint)token < (uint)_seen.Length)
            _seen[token]++;
    }

    /// <summary>Repetition first, on the model's own logits, as CTRL defines it; then the subtracted ones.</summary>
    public void Apply(Span<float> logits)
    {
        foreach (var token in _tokens)
        {
            var logit = logits[token];
            logit = logit > 0 ? logit / _options.RepetitionPenalty : logit * _options.RepetitionPenalty;
            var occurrences = _seen[token] - 1;
            if (occurrences > 0)
                logit -= (_options.FrequencyPenalty * occurrences) + _options.PresencePenalty;
            logits[token] = logit;
        }
    }

    private void Note(int token, int atLeast)
    {
        if ((uint)token >= (uint)_seen.Length || _seen[token] >= atLeast)
            return;
        _seen[token] = atLeast;
        _tokens.Add(token);
    }
}
