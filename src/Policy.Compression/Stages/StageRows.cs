using System.Runtime.InteropServices;
using System.Security.Cryptography;
using OptPolicy.Compression.Data;
using OptPolicy.Kernels.Tokenization;

namespace OptPolicy.Compression.Stages;

/// <summary>A stage's data as rows: conversations as they are, running text cut to rows of equal length.</summary>
/// <param name="tokenizer">The model's tokenizer.</param>
/// <param name="tokensMax">Most tokens of a row; longer conversations are cut.</param>
/// <param name="promptWeight">How much a user's words count, 0…1.</param>
/// <param name="markup">How the model wants chats spelled.</param>
internal sealed class StageRows(Tokenizer tokenizer, int tokensMax, float promptWeight, ChatMarkup markup)
{
    // The unit that a share of running text is drawn in: lines of one passage stay together.
    private const int LinesOfPassage = 32;
    private const string EndOfText = "<|endoftext|>";

    /// <summary>Reads files, of which a share is drawn: of conversations and of passages, not of tokens.</summary>
    /// <exception cref="TrainingDataException">A file cannot be used, or no row has anything to learn.</exception>
    public IReadOnlyList<TrainingRow> Read(IReadOnlyList<string> paths, double share, ulong seed)
    {
        var (texts, chats) = StageText.Sort(paths);
        var conversations = new ConversationRows(tokenizer, promptWeight, tokensMax, markup);
        TrainingRow[] rows =
        [
            .. texts.SelectMany(path => Cut(DataSubset.Draw([.. TextFile.ReadLines(path).Chunk(LinesOfPassage)], share, seed))),
            .. chats.SelectMany(path => DataSubset.Draw(ConversationFile.Read(path), share, seed)).Select(conversations.Row),
        ];
        rows = [.. rows.Where(row => row.Weights.Skip(1).Any(w => w > 0))];
        return rows.Length > 0 ? rows : throw new TrainingDataException($"{string.Join(", ", paths)}: nothing is left to learn from after cutting rows to {tokensMax} tokens; allow longer rows or add data");
    }

    /// <summary>Tells rows apart: SHA-256 of tokens and weights.</summary>
    public static string Hash(IEnumerable<TrainingRow> rows)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var row in rows)
        {
            hash.AppendData(MemoryMarshal.AsBytes(row.Tokens.ToArray().AsSpan()));
            hash.AppendData(MemoryMarshal.AsBytes(row.Weights.ToArray().AsSpan()));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private IEnumerable<TrainingRow> Cut(IReadOnlyList<string[]> passages)
    {
        var end = tokenizer.Find(EndOfText);
        var tokens = passages.SelectMany(lines => tokenizer.Encode(string.Join('\n', lines) + "\n")).Concat(end is { } token ? [token] : []);
        return tokens.Chunk(tokensMax).Where(row => row.Length > 1).Select(row => new TrainingRow(row, [.. Enumerable.Repeat(1f, row.Length)]));
    }
}
