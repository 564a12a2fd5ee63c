using System.Runtime.InteropServices;

namespace OptPolicy.Kernels.Tokenization.Training;

/// <summary>
/// Learns merges (Sennrich et al. 2016): the most frequent pair first, of equals the one with the smaller ids, so that the same
/// words always give the same vocabulary.
/// </summary>
internal sealed class PairTrainer
{
    private readonly List<int[]> _words = [];
    private readonly List<int> _lengths = [];
    private readonly List<long> _wordCounts = [];
    private readonly List<string> _symbols;
    private readonly Func<string, string, string> _join;
    private readonly Dictionary<(int Left, int Right), long> _counts = [];
    private readonly Dictionary<(int Left, int Right), List<int>> _places = [];
    private readonly PriorityQueue<(int Left, int Right), (long Count, int Left, int Right)> _queue = new();

    /// <param name="symbols">Spellings of the ids so far; merges append theirs.</param>
    /// <param name="join">The spelling of two symbols in a row.</param>
    public PairTrainer(List<string> symbols, Func<string, string, string> join) => (_symbols, _join) = (symbols, join);

    /// <summary>Adds a word that occurs <paramref name="count"/> times.</summary>
    public void Add(int[] word, long count)
    {
        var index = _words.Count;
        _words.Add(word);
        _lengths.Add(word.Length);
        _wordCounts.Add(count);
        for (var i = 0; i + 1 < word.Length; i++)
            Count((word[i], word[i + 1]), count, index);
    }

    /// <summary>Merges until there are <paramref name="size"/> symbols or no pair occurs often enough.</summary>
    /// <returns>The merges in order.</returns>
    public List<(string Left, string Right)> Train(int size, int minimumCount)
    {
        var merges = new List<(string, string)>();
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var id = 0; id < _symbols.Count; id++)
            known[_symbols[id]] = id;
        foreach (var (pair, count) in _counts)
            Enqueue(pair, count);

        while (_symbols.Count < size && _queue.TryDequeue(out var pair, out var priority))
        {
            // Counts only fall between two visits of the queue; an entry with an old count comes back with the new one.
            var count = _counts.GetValueOrDefault(pair);
            if (count < minimumCount)
                continue;
            if (count != -priority.Count)
            {
                Enqueue(pair, count);
                continue;
            }

            var (left, right) = (_symbols[pair.Left], _symbols[pair.Right]);
            var joined = _join(left, right);
            if (!known.TryGetValue(joined, out var id))
            {
                id = _symbols.Count;
                known.Add(joined, id);
                _symbols.Add(joined);
            }

            merges.Add((left, right));
            Merge(pair, id);
        }

        return merges;
    }

    /// <summary>The symbol that a word starts with by now.</summary>
    /// <param name="place">Which word, counting those added from 0.</param>
    public int HeadOf(int place) => _words[place][0];

    private void Merge((int Left, int Right) pair, int joined)
    {
        var risen = new HashSet<(int, int)>();
        _places.Remove(pair, out var places);
        _counts.Remove(pair);
        foreach (var index in places!.Order().Distinct())
            MergeWord(index, pair, joined, risen);
        foreach (var grown in risen)
            if (_counts.TryGetValue(grown, out var count))
                Enqueue(grown, count);
    }

    private void MergeWord(int index, (int Left, int Right) pair, int joined, HashSet<(int, int)> risen)
    {
        var word = _words[index].AsSpan(0, _lengths[index]);
        var count = _wordCounts[index];
        var written = 0;
        for (var i = 0; i < word.Length; i++)
        {
            if (i + 1 == word.Length || word[i] != pair.Left || word[i + 1] != pair.Right)
            {
                word[written++] = word[i];
                continue;
            }

            if (written > 0)
            {
                Count((word[written - 1], word[i]), -count, index);
                Count((word[written - 1], joined), count, index);
                risen.Add((word[written - 1], joined));
            }

            if (i + 2 < word.Length)
            {
                Count((word[i + 1], word[i + 2]), -count, index);
                Count((joined, word[i + 2]), count, index);
                risen.Add((joined, word[i + 2]));
            }

            word[written++] = joined;
            i++;
        }

        _lengths[index] = written;
    }

    private void Count((int Left, int Right) pair, long change, int index)
    {
        ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(_counts, pair, out _);
        count += change;
        if (change <= 0)
            return;
        ref var places = ref CollectionsMarshal.GetValueRefOrAddDefault(_places, pair, out _);
        places ??= [];
        if (places.Count == 0 || places[^1] != index)
            places.Add(index);
    }

    private void Enqueue((int Left, int Right) pair, long count) => _queue.Enqueue(pair, (-count, pair.Left, pair.Right));
}
