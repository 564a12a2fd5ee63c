using OptPolicy.Compression.Data;
using OptPolicy.Kernels.Tokenization;

namespace OptPolicy.Compression.Stages;

/// <summary>The data of a stage: running text (<c>.txt</c>) and conversations (<c>.jsonl</c>).</summary>
internal static class StageText
{
    /// <summary>All of it, one after the other.</summary>
    public static TokenStream Read(Tokenizer tokenizer, IReadOnlyList<string> paths, ulong seed)
    {
        var (texts, chats) = Sort(paths);
        return new Corpus(tokenizer).Read(texts, chats, (int)(seed & int.MaxValue));
    }

    /// <summary>Tells files apart by their names.</summary>
    /// <exception cref="TrainingDataException">A file is neither.</exception>
    public static (IReadOnlyList<string> Texts, IReadOnlyList<string> Conversations) Sort(IReadOnlyList<string> paths)
    {
        if (paths.FirstOrDefault(p => !IsText(p) && !IsConversations(p)) is { } other)
            throw new TrainingDataException($"'{other}' is neither text (.txt) nor conversations (.jsonl)");
        return ([.. paths.Where(IsText)], [.. paths.Where(IsConversations)]);
    }

    private static bool IsText(string path) => Path.GetExtension(path).Equals(".txt", StringComparison.OrdinalIgnoreCase);

    private static bool IsConversations(string path) => Path.GetExtension(path).Equals(".jsonl", StringComparison.OrdinalIgnoreCase);
}
