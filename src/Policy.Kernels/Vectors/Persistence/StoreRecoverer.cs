namespace OptPolicy.Kernels.Vectors.Persistence;

/// <summary>Restores an index from a folder, as completely as its files allow, and says what was damaged.</summary>
internal sealed class StoreRecoverer(StoreFolder folder, StoreHeader header, VectorIndex index)
{
    private readonly List<VectorDamage> _damages = [];
    private readonly Dictionary<UInt128, Dictionary<long, SlotHandle>> _handles = [];

    /// <summary>The newest snapshot, if it is damaged.</summary>
    public long? DamagedSnapshot { get; private set; }

    public (VectorRecovery Recovery, long Generation) Run()
    {
        var snapshots = folder.Snapshots();
        var journals = folder.Journals();
        var first = snapshots.Length == 0 ? 0 : RestoreSnapshot(snapshots, journals);
        foreach (var journal in journals.Where(g => g >= first))
            RestoreJournal(folder.Journal(journal), isLast: journal == journals[^1]);
        var newest = Math.Max(snapshots.FirstOrDefault(), journals.LastOrDefault());
        return (new VectorRecovery(index.Partitions.Sum(static p => (long)p.Count), _damages), newest);
    }

    // A damaged snapshot equals the one before plus the journals since, where those are there. Else what is left of it must do.
    private long RestoreSnapshot(long[] snapshots, long[] journals)
    {
        var newest = snapshots[0];
        if (TryRestoreSnapshot(newest, out var damages))
            return newest;
        DamagedSnapshot = newest;
        Forget();
        var before = snapshots.Length > 1 ? snapshots[1] : 0;
        if (journals.Count(g => g >= before && g < newest) == newest - before && (before == 0 || TryRestoreSnapshot(before, out _)))
        {
            _damages.AddRange(damages.Select(static d => d with { Outcome = VectorDamageOutcome.Rebuilt }));
            return before;
        }

        Forget();
        TryRestoreSnapshot(newest, out damages);
        _damages.AddRange(damages);
        return newest;
    }

    private bool TryRestoreSnapshot(long generation, out List<VectorDamage> damages)
    {
        damages = [];
        var path = folder.Snapshot(generation);
        using var reader = new RecordReader(path, header, index.EncodedLength);
        if (!reader.HasHeader)
            damages.Add(new VectorDamage(Path.GetFileName(path), 0, Math.Min(StoreHeader.Size, reader.FileLength), VectorDamageOutcome.RecordsLost));
        long entries = 0;
        var ended = false;
        while (reader.TryRead(out var record))
        {
            if (reader.Skipped.Bytes > 0)
                damages.Add(new VectorDamage(Path.GetFileName(path), reader.Skipped.Offset, reader.Skipped.Bytes, VectorDamageOutcome.RecordsLost));
            ended = record.Kind == StoreRecordKind.End && record.Stamp == entries;
            entries++;
            Apply(record);
        }

        if (damages.Count == 0 && (!ended || reader.ValidEnd != reader.FileLength))
            damages.Add(new VectorDamage(Path.GetFileName(path), reader.ValidEnd, reader.FileLength - reader.ValidEnd, VectorDamageOutcome.RecordsLost));
        return damages.Count == 0;
    }

    private void RestoreJournal(string path, bool isLast)
    {
        long end, length;
        using (var reader = new RecordReader(path, header, index.EncodedLength))
        {
            // A journal begins with a flushed header; a shorter file was being created when the process ended.
            if (!reader.HasHeader && reader.FileLength >= StoreHeader.Size)
                _damages.Add(new VectorDamage(Path.GetFileName(path), 0, StoreHeader.Size, VectorDamageOutcome.RecordsLost));
            while (reader.TryRead(out var record))
            {
                if (reader.Skipped.Bytes > 0)
                    _damages.Add(new VectorDamage(Path.GetFileName(path), reader.Skipped.Offset, reader.Skipped.Bytes, VectorDamageOutcome.RecordsLost));
                Apply(record);
            }

            (end, length) = (reader.ValidEnd, reader.FileLength);
        }

        if (end == length)
            return;
        if (end > 0)
            _damages.Add(new VectorDamage(Path.GetFileName(path), end, length - end, VectorDamageOutcome.TailDropped));
        if (!isLast)
            return;
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write);
        RandomAccess.SetLength(file, end);
    }

    // A snapshot is written while its journal already grows: what the journal says may have happened in it before.
    private void Apply(in StoreRecord record)
    {
        if (record.Kind == StoreRecordKind.End)
            return;
        var partition = index.Partition(record.Partition);
        partition.SkipStamps(record.Stamp);
        if (!_handles.TryGetValue(record.Partition, out var handles))
            _handles.Add(record.Partition, handles = []);
        switch (record.Kind)
        {
            case StoreRecordKind.Added when !handles.ContainsKey(record.Stamp):
                handles.Add(record.Stamp, partition.Restore(record.Whole, record.Id, record.Expiry, record.Stamp));
                break;
            case StoreRecordKind.Removed when handles.Remove(record.Stamp, out var removed):
                partition.Forget(removed);
                break;
            case StoreRecordKind.Purged:
                foreach (var (stamp, handle) in handles)
                {
                    if (stamp <= record.Stamp && handles.Remove(stamp))
                        partition.Forget(handle);
                }

                break;
        }
    }

    private void Forget()
    {
        foreach (var (key, handles) in _handles)
        {
            foreach (var handle in handles.Values)
                index.Partition(key).Forget(handle);
        }

        _handles.Clear();
    }
}
