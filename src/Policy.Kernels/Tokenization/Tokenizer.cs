namespace OptPolicy.Kernels.Tokenization;

/// <summary>Turns text into tokens and back, exactly as the model's training did. Immutable and thread-safe.</summary>
public abstract class Tokenizer
{
    /// <summary>One more than the largest token id.</summary>
    public abstract int VocabularySize { get; }

    /// <summary>Hash of everything that decides ids: vocabulary, merges, added tokens, normaliser, pre-tokeniser. Two models with equal fingerprints can share drafts.</summary>
    public abstract string Fingerprint { get; }

    /// <summary>Appends the tokens of <paramref name="text"/> to <paramref name="tokens"/>.</summary>
    /// <param name="text">Any text; added tokens written out in it become those tokens.</param>
    /// <param name="tokens">Receives the ids.</param>
    /// <param name="addSpecialTokens">Whether the post-processor adds its begin and end tokens; false when a chat template wrote them.</param>
    public abstract void Encode(ReadOnlySpan<char> text, IList<int> tokens, bool addSpecialTokens = false);

    /// <summary>The text of a whole sequence, as the reference implementation decodes it.</summary>
    public abstract string Decode(ReadOnlySpan<int> tokens, bool skipSpecialTokens = true);

    /// <summary>The bytes that <paramref name="token"/> adds to the middle of a text: possibly part of a UTF-8 sequence; empty for special tokens and unused ids.</summary>
    public abstract ReadOnlySpan<byte> BytesOf(int token);

    /// <summary>Whether <paramref name="token"/> is special: never text.</summary>
    public abstract bool IsSpecial(int token);

    /// <summary>The id of the token spelled <paramref name="token"/> (an added token such as <c>&lt;|im_end|&gt;</c>, or an entry of the vocabulary), or <see langword="null"/>.</summary>
    public abstract int? Find(string token);

    /// <summary>The ids of <paramref name="text"/>.</summary>
    public int[] Encode(string text, bool addSpecialTokens = false)
    {
        var tokens = new List<int>();
        Encode(text.AsSpan(), tokens, addSpecialTokens);
        return [.. tokens];
    }
}
