namespace OptPolicy.Kernels.Speculation;

/// <summary>One drafter of a generation: its latest guesses, what became of earlier ones, and what it costs. Not thread-safe.</summary>
internal sealed class DrafterTrack(IDrafter drafter, DrafterExperience experience, TimeProvider time)
{
    private readonly int[] _guesses = new int[Lookahead.MaxTokens];

    // The guesses whose fate is still open. The answer decides it, whether or not a call verified them.
    private readonly int[] _open = new int[Lookahead.MaxTokens];
    private int _openCount;
    private int _openRight;
    private int _openConfidence;

    private bool _isTrial;
    private bool _hasRun;

    public IDrafter Drafter { get; } = drafter;

    public DrafterExperience Experience { get; } = experience;

    public int Confidence { get; private set; }

    public int Count { get; private set; }

    public ReadOnlySpan<int> Guesses => _guesses.AsSpan(0, Count);

    public int Proposed { get; private set; }

    public int Accepted { get; private set; }

    /// <summary>Whether a model drafter that does not seem to pay has waited long enough to be tried again.</summary>
    public bool IsDue => Experience.IsDue;

    /// <summary>Notes what the next guess would be based on, before anything is asked for.</summary>
    public void Ready(int available)
    {
        Confidence = Math.Clamp(Drafter.Confidence, 0, IDrafter.MaxConfidence);
        Count = available;
    }

    public void Propose(int limit, in DraftContext context)
    {
        Ready(0);
        var start = time.GetTimestamp();
        Count = Drafter.Propose(_guesses.AsSpan(0, limit), context);
        if (Drafter.RunsModel && Count > 0)
            LearnCost(time.GetElapsedTime(start).TotalSeconds / Count);
        if (_openCount == 0 && Count > 0)
        {
            Guesses.CopyTo(_open);
            (_openCount, _openRight, _openConfidence) = (Count, 0, Confidence);
        }
    }

    /// <summary>Notes whether this round's draft is this drafter's, and whether only to see how it does now.</summary>
    public void Settle(bool isUsed, bool isTrial)
    {
        _isTrial = isUsed && isTrial;
        if (!isUsed)
            Experience.LearnIdle();
        else if (!isTrial)
            Experience.LearnUse();
    }

    public void Verified(int guesses, int right)
    {
        Proposed += guesses;
        Accepted += right;
    }

    public void Commit(ReadOnlySpan<int> tokens, HiddenRows hidden)
    {
        Drafter.Commit(tokens, hidden);
        foreach (var token in tokens)
        {
            if (_openCount == 0)
                return;
            var isRight = _open[_openRight] == token;
            _openRight += isRight ? 1 : 0;
            if (isRight && _openRight < _openCount)
                continue;
            Experience.Learn(_openConfidence, _openCount, _openRight);
            if (_isTrial)
                Experience.LearnTrial(_openRight > 0);
            _openCount = 0;
        }
    }

    private void LearnCost(double seconds)
    {
        // The first proposal also runs the prompt, which no later one does.
        if (_hasRun)
            Experience.LearnCost(seconds);
        _hasRun = true;
    }
}
