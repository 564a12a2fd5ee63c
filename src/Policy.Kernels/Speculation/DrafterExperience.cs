namespace OptPolicy.Kernels.Speculation;

/// <summary>
/// What a drafter's guesses were worth and what they cost: how often a guess is right given that those before it were, by the drafter's confidence and the guess's place in the draft:
/// an exponentially weighted average, in which places that were rarely reached borrow from the place before. Not thread-safe.
/// </summary>
internal sealed class DrafterExperience
{
    private const int Classes = IDrafter.MaxConfidence + 1;

    // About the last 25 drafts of a class count.
    private const float Memory = 0.96f;

    // A place borrows as if it had been tried this often with the outcome of the place before.
    private const float Borrowed = 2;

    // What earlier generations learned counts as at most this many drafts: texts differ.
    private const float MaxInherited = 8;

    private const double Smoothing = 0.2;
    private const int FirstPause = 16;
    private const int LongestPause = 512;

    private readonly float[] _tried = new float[Classes * Lookahead.MaxTokens];
    private readonly float[] _right = new float[Classes * Lookahead.MaxTokens];
    private int _pause = FirstPause;
    private bool _triesAgain;

    /// <summary>Seconds that a guess takes; 0 while it is unknown and for drafters that run no model.</summary>
    public double SecondsPerGuess { get; private set; }

    /// <summary>Rounds since it was used.</summary>
    public int IdleRounds { get; private set; }

    /// <summary>Whether a drafter that does not seem to pay is to be tried again.</summary>
    public bool IsDue => _triesAgain || IdleRounds >= _pause;

    public void LearnIdle() => IdleRounds++;

    /// <summary>Notes that it is used because it pays.</summary>
    public void LearnUse() => (IdleRounds, _pause, _triesAgain) = (0, FirstPause, false);

    /// <summary>Notes that it is used to see how it does: a success asks for another trial at once, a failure for a longer pause.</summary>
    public void LearnTrial(bool isRight)
    {
        (IdleRounds, _triesAgain) = (0, isRight);
        if (!isRight)
            _pause = Math.Min(2 * _pause, LongestPause);
    }

    /// <summary>Takes the time that a guess took.</summary>
    public void LearnCost(double seconds) => SecondsPerGuess = SecondsPerGuess > 0 ? SecondsPerGuess + (Smoothing * (seconds - SecondsPerGuess)) : seconds;

    /// <summary>Takes the outcome of a draft.</summary>
    /// <param name="confidence">The drafter's class.</param>
    /// <param name="guesses">Tokens of the draft.</param>
    /// <param name="right">How many of them, from the first on, were right.</param>
    public void Learn(int confidence, int guesses, int right)
    {
        for (var place = 0; place < Math.Min(guesses, right + 1); place++)
        {
            var i = (confidence * Lookahead.MaxTokens) + place;
            _tried[i] = (_tried[i] * Memory) + 1;
            _right[i] = (_right[i] * Memory) + (place < right ? 1 : 0);
        }
    }

    /// <summary>The probability that the guess at <paramref name="place"/> is right, given <paramref name="before"/>, that of the place before.</summary>
    public double Right(int confidence, int place, double before)
    {
        var i = (confidence * Lookahead.MaxTokens) + place;
        return (_right[i] + (Borrowed * before)) / (_tried[i] + Borrowed);
    }

    /// <summary>What is believed of a class before anything was seen: longer matches last longer.</summary>
    public static double Prior(int confidence) => confidence == 0 ? 0.5 : Math.Min(0.9, 0.2 + (0.12 * confidence));

    /// <summary>Starts from what <paramref name="other"/> knows.</summary>
    public void Inherit(DrafterExperience other)
    {
        (SecondsPerGuess, IdleRounds, _pause, _triesAgain) = (other.SecondsPerGuess, other.IdleRounds, other._pause, other._triesAgain);
        for (var i = 0; i < _tried.Length; i++)
        {
            var share = other._tried[i] > MaxInherited ? MaxInherited / other._tried[i] : 1;
            _tried[i] = other._tried[i] * share;
            _right[i] = other._right[i] * share;
        }
    }
}
