using OptPolicy.Kernels.Checkpoints;
using OptPolicy.Kernels.Conversion;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Tests.Checkpoints;
using OptPolicy.Kernels.Tests.Models;
using OptPolicy.Kernels.Tokenization;
using OptPolicy.Kernels.Weights;

namespace OptPolicy.Kernels.Tests.Conversion;

public sealed class GgufTokenizerTests
{
    private static readonly string[] Bytes = [.. Enumerable.Range(0, 256).Select(static b => $"<0x{b:X2}>")];

    [Fact]
    public void SentencePieceVocabularyMergesByScoreAndFallsBackToBytes()
    {
        string[] words = ["▁", "h", "i", "▁h", "hi", "▁hi"];
        var tokenizer = Load(new GgufTokenizer
        {
            Model = "llama",
            Tokens = ["<unk>", "<s>", "</s>", .. Bytes, .. words],
            Kinds = [2, 3, 3, .. Enumerable.Repeat(6, 256), .. Enumerable.Repeat(1, words.Length)],
            Scores = [.. Enumerable.Repeat(0f, 259), -10, -11, -12, -2, -1, -3],
            BeginToken = 1,
            EndToken = 2,
            UnknownToken = 0,
            AddsBeginToken = true,
            ChatTemplate = "{{ messages }}",
        }, out var folder);

        Assert.Equal([1, 264], Encode(tokenizer, "hi"));
        Assert.Equal([1, 264, 3 + 0xC3, 3 + 0xA4], Encode(tokenizer, "hiä"));
        Assert.Equal("hi", tokenizer.Decode([264]));
        Assert.Contains("{{ messages }}", File.ReadAllText(Path.Combine(folder, "tokenizer_config.json")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gpt-2")]
    [InlineData("llama-bpe")]
    [InlineData("qwen2")]
    [InlineData("smollm")]
    public void ByteLevelVocabularyKeepsItsMerges(string preTokenizer)
    {
        string[] letters = [.. "abcdefghijklmnopqrstuvwxyzĠ".Select(static c => c.ToString())];
        string[] merged = ["he", "ll", "hell", "Ġhe"];
        var tokenizer = Load(new GgufTokenizer
        {
            Model = "gpt2",
            PreTokenizer = preTokenizer,
            Tokens = ["<|end|>", .. letters, .. merged],
            Kinds = [3, .. Enumerable.Repeat(1, letters.Length + merged.Length)],
            Merges = ["h e", "l l", "he ll", "Ġ he"],
            EndToken = 0,
        }, out var folder);

        var again = GgufTokenizerReader.Read(folder, 512);
        Assert.Equal(preTokenizer, again.PreTokenizer);
        Assert.Equal(["h e", "l l", "he ll", "Ġ he"], again.Merges);
        Assert.Equal("hell", again.Tokens[30]);
        Assert.Equal([3, 1, 5], [again.Kinds[0], again.Kinds[30], again.Kinds[511]]);
        Assert.Equal(0, again.EndToken);
        Assert.Equal([30, 15, 0], Encode(tokenizer, "hello<|end|>"));
        Assert.Equal("hello", tokenizer.Decode([30, 15]));
    }

    [Fact]
    public void TokenizerOfALargerModelIsRefused()
    {
        Load(new GgufTokenizer { Model = "gpt2", PreTokenizer = "gpt-2", Tokens = ["a", "b", "c"], Kinds = [1, 1, 1] }, out var folder);

        var error = Assert.Throws<LocalModelException>(() => GgufTokenizerReader.Read(folder, 2));

        Assert.Contains("another model", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void UnknownPreTokenizerLeavesTheTokenizerBesideTheFile()
    {
        var source = Path.Combine(TestModels.NewFolder(), "model.gguf");
        Write(source, new GgufTokenizer { Model = "gpt2", PreTokenizer = "from-the-future", Tokens = ["a"], Kinds = [1], Merges = [] });
        var destination = Path.Combine(TestModels.NewFolder(), "model");

        var model = ModelConverter.Convert(source, destination, new ConversionOptions());
        File.WriteAllText(Path.Combine(Path.GetDirectoryName(source)!, "tokenizer.json"), "{}");
        var again = ModelConverter.Convert(source, destination, new ConversionOptions { Overwrite = true });

        Assert.False(model.HasTokenizer);
        Assert.True(again.HasTokenizer);
    }

    private static List<int> Encode(Tokenizer tokenizer, string text)
    {
        var tokens = new List<int>();
        tokenizer.Encode(text, tokens, addSpecialTokens: true);
        return tokens;
    }

    private static Tokenizer Load(GgufTokenizer tokenizer, out string folder)
    {
        var source = Path.Combine(TestModels.NewFolder(), "model.gguf");
        Write(source, tokenizer);
        folder = Path.Combine(TestModels.NewFolder(), "model");
        Assert.True(ModelConverter.Convert(source, folder, new ConversionOptions { Format = WeightFormat.Q8 }).HasTokenizer);
        return TokenizerFile.Load(folder);
    }

    private static void Write(string path, GgufTokenizer tokenizer) =>
        GgufLlama.Write(path, RandomWeights.Llama(TestCheckpoints.Shape with { Layers = 1 }, 1), TensorEncoding.Q8_0, tokenizer);
}
