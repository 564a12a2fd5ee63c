namespace OptPolicy.Kernels.Tokenization.Subwords;

/// <summary>One id per piece.</summary>
internal sealed class WordLevelModel(Vocabulary vocabulary, int? unknown) : SubwordModel(vocabulary)
{
    public override void Encode(ReadOnlySpan<char> piece, List<int> output)
    {
        if ((Vocabulary.Find(piece) ?? unknown) is { } id)
            output.Add(id);
    }
}
