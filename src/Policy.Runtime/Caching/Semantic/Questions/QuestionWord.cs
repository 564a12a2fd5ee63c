namespace OptPolicy;

/// <summary>A word of a question in lower case, contractions written out; or a number or date in the place where it stands.</summary>
/// <param name="Text">The word, or the value in its one spelling.</param>
/// <param name="Stem">What its inflections share.</param>
/// <param name="IsContent">Whether it says what is asked about, rather than how.</param>
/// <param name="IsName">Whether its capitals make it a name.</param>
internal readonly record struct QuestionWord(string Text, string Stem, bool IsContent, bool IsName)
{
    /// <summary>Whether it is a number or a date, which have guards of their own and are no content words.</summary>
    public bool IsValue { get; init; }
}
