namespace OptPolicy;

/// <summary>A word of a question in lower case, contractions written out.</summary>
/// <param name="Text">The word.</param>
/// <param name="Stem">What its inflections share.</param>
/// <param name="IsContent">Whether it says what is asked about, rather than how.</param>
/// <param name="IsName">Whether its capitals make it a name.</param>
internal readonly record struct QuestionWord(string Text, string Stem, bool IsContent, bool IsName);
