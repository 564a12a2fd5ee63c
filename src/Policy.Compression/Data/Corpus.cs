using OptPolicy.Kernels.Tokenization;

namespace OptPolicy.Compression.Data;

/// <summary>Files as tokens: running text first, then conversations in a shuffled order, each followed by the end-of-text token.</summary>
/// <param name="tokenizer">Must have the special token <c>&lt;|endoftext|&gt;</c>.</param>
public sealed class Corpus(Tokenizer tokenizer)
{
    private const string EndOfText = "<|endoftext|>";

    /// <summary>Reads and encodes files.</summary>
    /// <param name="texts">Plain text files.</param>
    /// <param name="conversations">JSON-lines files of conversations.</param>
    /// <param name="seed">Decides the order of the conversations.</param>
    /// <exception cref="TrainingDataException">A file cannot be used.</exception>
    public TokenStream Read(IReadOnlyList<string> texts, IReadOnlyList<string> conversations, int seed)
    {
        var end = tokenizer.Find(EndOfText) ?? throw new TrainingDataException($"the tokenizer has no {EndOfText}: train one with it, or add it to tokenizer.json");
        var chats = conversations.SelectMany(ConversationFile.Read).Select(c => c.ToChatMarkup()).ToArray();
        new Random(seed).Shuffle(chats);
        return new TokenStream(texts.Select(TextFile.Read).Concat(chats).SelectMany(text => tokenizer.Encode(text).Append(end)));
    }

    /// <summary>Everything that files say, for training a tokenizer.</summary>
    public static IEnumerable<string> Texts(IReadOnlyList<string> texts, IReadOnlyList<string> conversations) =>
        texts.Select(TextFile.Read).Concat(conversations.SelectMany(ConversationFile.Read).Select(c => c.ToChatMarkup()));
}
