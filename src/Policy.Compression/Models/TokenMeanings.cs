using OptPolicy.Kernels.Tokenization;
using TorchSharp;
using static TorchSharp.torch;

namespace OptPolicy.Compression.Models;

/// <summary>Gives a fresh model's tokens what is known of them: the vectors of words, and that a word with a space in front is the same word.</summary>
public static class TokenMeanings
{
    /// <summary>
    /// Writes the vector of each token that is a word into the first channels of its embedding, and makes the embedding of a token with a space that of the
    /// token without one plus an offset that all of them share.
    /// </summary>
    /// <returns>Tokens that got a word's vector.</returns>
    public static int Fill(LlamaModel model, Tokenizer tokenizer, WordVectorTable? vectors)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(tokenizer);
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var embedding = model.Embedding;
        var deviation = embedding.std().item<float>();
        var texts = Enumerable.Range(0, tokenizer.VocabularySize).Select(id => tokenizer.Decode([id])).ToArray();
        var filled = 0;
        for (var id = 0; id < texts.Length; id++)
        {
            if (vectors?.Find(texts[id].Trim()) is not { } vector)
                continue;
            var kept = Math.Min(vector.Length, (int)embedding.shape[1]);
            embedding[id].narrow(0, 0, kept).copy_(tensor(vector[..kept]) * deviation);
            filled++;
        }

        // The end-of-text token stands for nothing that has a meaning, so its random row serves as the offset.
        var offset = embedding[0].clone();
        for (var id = 0; id < texts.Length; id++)
        {
            if (texts[id].Length > 1 && texts[id][0] == ' ' && tokenizer.Encode(texts[id][1..]) is [var bare] && bare != id)
                embedding[id].copy_(embedding[bare] + offset);
        }

        return filled;
    }

    /// <summary>The words that tokens of <paramref name="tokenizer"/> are.</summary>
    public static IReadOnlySet<string> Words(Tokenizer tokenizer)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        return Enumerable.Range(0, tokenizer.VocabularySize).Select(id => tokenizer.Decode([id]).Trim()).Where(text => text.Length > 0).ToHashSet(StringComparer.Ordinal);
    }
}
