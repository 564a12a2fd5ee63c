using OptPolicy.Compression.Data.Texts;
using OptPolicy.Compression.Training.Encoders;
using OptPolicy.Kernels.Tokenization;
using TorchSharp;
using static TorchSharp.torch;

namespace OptPolicy.Compression.Models;

/// <summary>Gives an encoder's words a start that already knows which are alike.</summary>
public static class WordStart
{
    // Above the positions' 0.02, so that what a word is weighs more than where it stands.
    private const double RowMagnitude = 0.05;

    /// <summary>Writes vectors into the rows of words that are whole tokens; narrower vectors leave the other columns as they are, wider ones are turned onto their principal axes.</summary>
    /// <param name="model">The encoder.</param>
    /// <param name="tokenizer">Its tokenizer.</param>
    /// <param name="words">Words and their vectors.</param>
    /// <returns>How many rows were written.</returns>
    public static int Write(BertModel model, Tokenizer tokenizer, IReadOnlyList<TextVector> words)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentNullException.ThrowIfNull(words);
        var (width, hidden) = (words[0].Vector.Length, model.Config.Shape.HiddenSize);
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        using var narrowed = width > hidden ? new TeacherVectors(words, hidden) : null;
        var columns = Math.Min(width, hidden);
        var written = 0;
        for (var i = 0; i < words.Count; i++)
        {
            var (word, vector) = words[i];
            if (tokenizer.Find(word) is not { } token || tokenizer.IsSpecial(token))
                continue;

            var row = narrowed is null ? tensor(vector) : narrowed.Of([i], CPU)[0];
            var magnitude = row.square().mean().sqrt().item<float>();
            if (magnitude == 0)
                continue;
            model.WordEmbeddings[token].narrow(0, 0, columns).copy_(row * (RowMagnitude / magnitude));
            written++;
        }

        return written;
    }
}
