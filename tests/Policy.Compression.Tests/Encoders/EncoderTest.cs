using OptPolicy.Compression.Models;
using OptPolicy.Kernels.Architectures;
using OptPolicy.Kernels.Tokenization;
using OptPolicy.Kernels.Tokenization.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace OptPolicy.Compression.Tests.Encoders;

/// <summary>A small encoder over a vocabulary of simple sentences.</summary>
public abstract class EncoderTest : TorchTest
{
    protected static IReadOnlyList<string> Sentences { get; } =
    [
        .. from verb in (string[])["open", "close", "send", "read"]
           from thing in (string[])["the door", "a letter", "my file", "that book", "the window", "an account"]
           from end in (string[])["", "now", "please", "again today"]
           select $"{verb} {thing} {end}".Trim(),
    ];

    protected static byte[] TokenizerJson { get; } = TokenizerTrainer.TrainWordPiece(
        Sentences, new TokenizerTraining { VocabularySize = 160, SpecialTokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"], BeginToken = "[CLS]", EndToken = "[SEP]", AlphabetLimit = 60 });

    protected static Tokenizer Words { get; } = TokenizerFile.Parse(TokenizerJson);

    protected static BertConfig Small { get; } = new()
    {
        Shape = new BertShape { VocabularySize = Words.VocabularySize, HiddenSize = 32, Layers = 2, Heads = 4, FeedForwardSize = 64, Positions = 24 },
        Dropout = 0,
    };

    /// <summary>Widens fresh weights, which are so small that a model agrees with every other and learns little in a few steps.</summary>
    protected static BertModel Spread(BertModel model)
    {
        using var noGradient = no_grad();
        foreach (var (_, weight) in model.Weights())
        {
            if (weight.dim() == 2)
                weight.mul_(8);
        }

        return model;
    }

    /// <summary>The class of a sentence: its verb.</summary>
    protected static string VerbOf(string sentence) => sentence[..sentence.IndexOf(' ', StringComparison.Ordinal)];
}
