using System.Globalization;

namespace OptPolicy.Kernels.Vectors.Persistence;

/// <summary>
/// Names of a store's files. Generation <c>g</c> is snapshot <c>g</c> and the changes since in journal <c>g</c>; generation 0 has
/// no snapshot. The generation before the newest is kept, to rebuild a damaged snapshot from.
/// </summary>
internal sealed record StoreFolder(string Path)
{
    private const string SnapshotPrefix = "snapshot-";
    private const string JournalPrefix = "journal-";
    private const string Extension = ".vectors";

    public string Snapshot(long generation) => File(SnapshotPrefix, generation);

    public string Journal(long generation) => File(JournalPrefix, generation);

    /// <summary>Generations that have a snapshot, newest first.</summary>
    public long[] Snapshots() => [.. Generations(SnapshotPrefix).OrderDescending()];

    /// <summary>Generations that have a journal, oldest first.</summary>
    public long[] Journals() => [.. Generations(JournalPrefix).Order()];

    /// <summary>Deletes what is neither of this generation nor of the one before, and snapshots that were never finished.</summary>
    public void KeepFrom(long generation)
    {
        foreach (var old in Snapshots().Where(g => g < generation))
            System.IO.File.Delete(Snapshot(old));
        foreach (var old in Journals().Where(g => g < generation))
            System.IO.File.Delete(Journal(old));
        foreach (var unfinished in Directory.EnumerateFiles(Path, SnapshotPrefix + "*.tmp"))
            System.IO.File.Delete(unfinished);
    }

    private string File(string prefix, long generation) =>
        System.IO.Path.Combine(Path, string.Create(CultureInfo.InvariantCulture, $"{prefix}{generation:00000000}{Extension}"));

    private IEnumerable<long> Generations(string prefix)
    {
        foreach (var path in Directory.EnumerateFiles(Path, prefix + "*" + Extension))
        {
            var name = System.IO.Path.GetFileNameWithoutExtension(path.AsSpan());
            if (long.TryParse(name[prefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var generation))
                yield return generation;
        }
    }
}
