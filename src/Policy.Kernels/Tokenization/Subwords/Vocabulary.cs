namespace OptPolicy.Kernels.Tokenization.Subwords;

/// <summary>The entries of a model: spelling to id and back. Immutable after loading.</summary>
internal sealed class Vocabulary
{
    private readonly Dictionary<string, int> _ids;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly string?[] _tokens;

    /// <param name="entries">Spellings and ids; ids may have gaps, and a spelling met twice keeps its last id.</param>
    public Vocabulary(IReadOnlyCollection<(string Token, int Id)> entries)
    {
        _ids = new(entries.Count, StringComparer.Ordinal);
        _tokens = new string?[entries.Count == 0 ? 0 : entries.Max(entry => entry.Id) + 1];
        foreach (var (token, id) in entries)
        {
            _ids[token] = id;
            _tokens[id] = token;
            LongestToken = Math.Max(LongestToken, token.Length);
        }

        _lookup = _ids.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>One more than the largest id.</summary>
    public int Size => _tokens.Length;

    /// <summary>Characters of the longest spelling.</summary>
    public int LongestToken { get; }

    public IEnumerable<KeyValuePair<string, int>> Entries => _ids;

    public int? Find(ReadOnlySpan<char> token) => _lookup.TryGetValue(token, out var id) ? id : null;

    public string? TokenOf(int id) => (uint)id < (uint)_tokens.Length ? _tokens[id] : null;
}
