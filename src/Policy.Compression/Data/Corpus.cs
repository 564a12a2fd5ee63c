using OptPolicy.Kernels.Tokenization;

namespace OptPolicy.Compression.Data;

/// <summary>What a model learns from, as tokens: running text first, then conversations in a shuffled order, each followed by the end-of-text token. Immutable.</summary>
/// <param name="Training">The tokens to train on.</param>
/// <param name="HeldOut">Parts of the running text that are kept from training.</param>
public sealed record Corpus(TokenStream Training, TokenStream HeldOut)
{
    private const string EndOfText = "<|endoftext|>";
    private const int HeldOutChunkTokens = 2048;

    /// <summary>Reads and encodes files.</summary>
    /// <param name="tokenizer">Must have the special token <c>&lt;|endoftext|&gt;</c>.</param>
    /// <param name="texts">Plain text files.</param>
    /// <param name="conversations">JSON-lines files of conversations.</param>
    /// <param name="heldOutEvery">One chunk of 2,048 tokens of running text in this many is held out.</param>
    /// <param name="seed">Decides the order of the conversations.</param>
    /// <exception cref="TrainingDataException">A file cannot be used, or nothing is left to hold out.</exception>
    public static Corpus Read(Tokenizer tokenizer, IReadOnlyList<string> texts, IReadOnlyList<string> conversations, int heldOutEvery, int seed)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        var end = tokenizer.Find(EndOfText) ?? throw new TrainingDataException($"the tokenizer has no {EndOfText}: train one with it, or add it to tokenizer.json");
        var (training, heldOut) = new TokenStream(texts.SelectMany(path => tokenizer.Encode(TextFile.Read(path)))).Split(HeldOutChunkTokens, heldOutEvery);
        if (heldOut.Count == 0)
            throw new TrainingDataException($"the running text is too short to hold out one chunk of {HeldOutChunkTokens} tokens in {heldOutEvery}: add text or hold out more often");

        var chats = conversations.SelectMany(ConversationFile.Read).Select(c => c.ToChatMarkup()).ToArray();
        new Random(seed).Shuffle(chats);
        var chatTokens = chats.SelectMany(c => tokenizer.Encode(c).Append(end));
        return new Corpus(TokenStream.Join(training, new TokenStream([end]), new TokenStream(chatTokens)), heldOut);
    }
}
