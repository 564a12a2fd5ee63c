namespace OptPolicy.Compression.Pipeline.Caching;

/// <summary>Hashes of data files, each computed once in a run. Not thread-safe.</summary>
internal sealed class FileHashes
{
    private readonly Dictionary<string, string> _hashes = new(StringComparer.Ordinal);

    public string Of(string path)
    {
        if (!_hashes.TryGetValue(path, out var hash))
            _hashes.Add(path, hash = ContentHash.OfFile(path));
        return hash;
    }

    public string OfFolder(string path)
    {
        if (!_hashes.TryGetValue(path, out var hash))
            _hashes.Add(path, hash = ContentHash.OfModel(path));
        return hash;
    }
}
