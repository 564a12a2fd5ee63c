namespace OptPolicy.Kernels.Vectors.Persistence;

/// <summary>
/// A vector index that survives its process: every change is in a journal before searches see it, and a change that returned is
/// not lost when the process is killed. Records carry checksums; damage is found when opening and reported, never read as data.
/// Thread-safe. One process at a time has a folder open.
/// </summary>
public sealed class VectorStore : IDisposable
{
    private readonly FileStream _ownership;
    private readonly StoreFolder _folder;
    private readonly StoreHeader _header;
    private readonly JournalFile _journal;
    private readonly Lock _snapshotting = new();
    private long _generation;

    private VectorStore(StoreFolder folder, VectorStoreOptions options, FileStream ownership)
    {
        _ownership = ownership;
        _folder = folder;
        _header = new StoreHeader(options.Dimension, options.Seed, options.Fingerprint);
        var journal = new DeferredJournal();
        Index = new VectorIndex(options.Dimension, options.Seed, options.Bound, journal);
        var recoverer = new StoreRecoverer(folder, _header, Index);
        (Recovery, _generation) = recoverer.Run();
        _journal = new JournalFile(folder.Journal(_generation), _header, Index.EncodedLength, options.SurvivePowerLoss);
        journal.Target = _journal;
        FolderFlush.Run(folder.Path);
        if (Recovery.Damages.Any(static d => d.Outcome != VectorDamageOutcome.TailDropped))
            Replace(recoverer.DamagedSnapshot);
    }

    /// <summary>The index. Its changes are journalled; a change that the journal cannot take throws <see cref="IOException"/> and does not happen.</summary>
    public VectorIndex Index { get; }

    /// <summary>What opening found.</summary>
    public VectorRecovery Recovery { get; }

    /// <summary>Size of the journal since the last snapshot, in bytes: what the next open has to replay.</summary>
    public long JournalBytes => _journal.Bytes;

    /// <summary>Opens or creates a store.</summary>
    /// <param name="folder">A folder of its own.</param>
    /// <param name="options">What it holds.</param>
    /// <exception cref="VectorStoreException">The folder holds vectors of another embedder, dimension or seed.</exception>
    /// <exception cref="IOException">The files cannot be read or written, or another process has them open.</exception>
    public static VectorStore Open(string folder, VectorStoreOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(options);
        Directory.CreateDirectory(folder);
        // A second process must not even repair what the first one is writing.
        var ownership = new FileStream(Path.Combine(folder, "owner.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        try
        {
            return new VectorStore(new StoreFolder(folder), options, ownership);
        }
        catch
        {
            ownership.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Writes all entries to a new snapshot and begins a new journal. Searches and changes go on meanwhile; killed at any moment,
    /// nothing is lost. The snapshot before is kept until the next one.
    /// </summary>
    /// <exception cref="IOException">The disk is full, for example. Nothing is lost.</exception>
    public void Snapshot() => Replace(damagedSnapshot: null);

    /// <summary>Makes every change that returned survive a power cut.</summary>
    public void Flush() => _journal.Flush();

    /// <summary>Flushes and closes the files. Changes throw afterwards.</summary>
    public void Dispose()
    {
        lock (_snapshotting)
        {
            _journal.Dispose();
            _ownership.Dispose();
        }
    }

    private void Replace(long? damagedSnapshot)
    {
        lock (_snapshotting)
        {
            var next = _generation + 1;
            _journal.Rotate(_folder.Journal(next), _header);
            FolderFlush.Run(_folder.Path);
            _generation = next;
            SnapshotFile.Write(_folder.Snapshot(next), _header, Index);
            if (damagedSnapshot is { } damaged)
                File.Delete(_folder.Snapshot(damaged));
            _folder.KeepFrom(_folder.Snapshots() is [_, var before, ..] ? before : 0);
        }
    }

    /// <summary>Stands in for the journal while the index is restored, before which there is nothing to append to.</summary>
    private sealed class DeferredJournal : IVectorJournal
    {
        public IVectorJournal? Target { get; set; }

        public void Added(UInt128 partition, long stamp, long id, long expiry, ReadOnlySpan<sbyte> whole) => Target?.Added(partition, stamp, id, expiry, whole);

        public void Removed(UInt128 partition, long stamp) => Target?.Removed(partition, stamp);

        public void Purged(UInt128 partition, long upToStamp) => Target?.Purged(partition, upToStamp);
    }
}
