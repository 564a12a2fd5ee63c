namespace OptPolicy;

/// <summary>What a question was recognised as.</summary>
/// <param name="Intent">The intent's name, or <see cref="IntentsInfo.None"/>.</param>
/// <param name="Similarity">Cosine of the question and the nearest example of the nearest intent.</param>
internal readonly record struct IntentGuess(string Intent, double Similarity);
