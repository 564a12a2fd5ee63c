namespace OptPolicy;

/// <summary>Recognises intents. Immutable; thread-safe.</summary>
internal interface IIntentHead
{
    /// <param name="question">The question.</param>
    /// <param name="vector">Its vector, of length 1.</param>
    IntentGuess Recognise(string question, ReadOnlySpan<float> vector);
}
