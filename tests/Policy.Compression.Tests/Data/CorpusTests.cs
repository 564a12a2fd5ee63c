using OptPolicy.Compression.Data;
using OptPolicy.Kernels.Tokenization;
using OptPolicy.Kernels.Tokenization.Training;

namespace OptPolicy.Compression.Tests.Data;

public sealed class CorpusTests : IDisposable
{
    private static readonly string[] Special = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"];
    private readonly string _folder = Directory.CreateTempSubdirectory("optpolicy-corpus-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void DocumentsEndWithTheEndOfTextTokenAndChatsAreShuffled()
    {
        var tokenizer = Trained(Special);
        var text = WriteFile("text.txt", "It was a bright day.");
        var chats = WriteFile("chats.jsonl", string.Concat(Enumerable.Range(0, 50).Select(i => $"{{\"messages\": [{{\"role\": \"user\", \"content\": \"{i}\"}}]}}\n")));

        var read = Tokens(new Corpus(tokenizer).Read([text], [chats], seed: 1));
        var documents = tokenizer.Decode(read, skipSpecialTokens: false).Split("<|endoftext|>");

        Assert.Equal("It was a bright day.", documents[0]);
        Assert.Equal(52, documents.Length); // a text, fifty chats, nothing after the last end
        var expected = Enumerable.Range(0, 50).Select(i => $"<|im_start|>user\n{i}<|im_end|>\n").ToArray();
        Assert.Equal(expected.Order(StringComparer.Ordinal), documents[1..^1].Order(StringComparer.Ordinal));
        Assert.NotEqual(expected, documents[1..^1]);
        Assert.Equal(read, Tokens(new Corpus(tokenizer).Read([text], [chats], seed: 1)));
        Assert.NotEqual(read, Tokens(new Corpus(tokenizer).Read([text], [chats], seed: 2)));
    }

    [Fact]
    public void TokenizerWithoutEndOfTextIsRefused()
    {
        var error = Assert.Throws<TrainingDataException>(() => new Corpus(Trained(["<|im_start|>"])).Read([], [], seed: 1));

        Assert.Contains("has no <|endoftext|>", error.Message, StringComparison.Ordinal);
    }

    private static Tokenizer Trained(string[] special) =>
        TokenizerFile.Parse(TokenizerTrainer.TrainByteLevel(["It was a bright cold day"], new TokenizerTraining { VocabularySize = 270, SpecialTokens = special }));

    private static int[] Tokens(TokenStream stream)
    {
        var tokens = new long[stream.Count];
        stream.CopyTo(0, tokens);
        return [.. tokens.Select(t => (int)t)];
    }

    private string WriteFile(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
