namespace OptPolicy.Kernels.Tokenization.Subwords;

/// <summary>Turns one piece of text into ids. Immutable but for caches; thread-safe.</summary>
internal abstract class SubwordModel(Vocabulary vocabulary)
{
    public Vocabulary Vocabulary => vocabulary;

    /// <summary>Appends the ids of <paramref name="piece"/>, which is not empty.</summary>
    public abstract void Encode(ReadOnlySpan<char> piece, List<int> output);
}
