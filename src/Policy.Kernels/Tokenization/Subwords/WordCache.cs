namespace OptPolicy.Kernels.Tokenization.Subwords;

/// <summary>
/// Remembers the ids of recent words: a direct-mapped table of immutable entries, so that readers and writers need no lock and
/// the size is bounded whatever the text. Thread-safe.
/// </summary>
internal sealed class WordCache
{
    private const int Slots = 1 << 14;
    private const int LongestWord = 48;

    private readonly Entry?[] _slots = new Entry?[Slots];

    private sealed record Entry(string Word, int[] Ids);

    public bool TryGet(ReadOnlySpan<char> word, out ReadOnlySpan<int> ids)
    {
        if (word.Length <= LongestWord && Volatile.Read(ref _slots[SlotOf(word)]) is { } entry && word.SequenceEqual(entry.Word))
        {
            ids = entry.Ids;
            return true;
        }

        ids = default;
        return false;
    }

    public void Store(ReadOnlySpan<char> word, ReadOnlySpan<int> ids)
    {
        if (word.Length <= LongestWord)
            Volatile.Write(ref _slots[SlotOf(word)], new Entry(word.ToString(), ids.ToArray()));
    }

    // FNV-1a over UTF-16 units: words are short, and a collision costs one recomputation.
    private static int SlotOf(ReadOnlySpan<char> word)
    {
        var hash = 2166136261u;
        foreach (var character in word)
            hash = (hash ^ character) * 16777619u;
        return (int)((hash ^ (hash >> 15)) & (Slots - 1));
    }
}
