namespace OptPolicy.Kernels.Vectors.Persistence;

/// <summary>Writes all entries of an index to a file that appears complete or not at all.</summary>
internal static class SnapshotFile
{
    private const int Buffer = 1 << 20;

    /// <summary>
    /// Writes while searches and changes go on. What changes meanwhile is in it or not; the journal that was begun before has it
    /// and is read afterwards.
    /// </summary>
    public static void Write(string path, StoreHeader header, VectorIndex index)
    {
        var unfinished = path + ".tmp";
        using (var file = new FileStream(unfinished, FileMode.Create, FileAccess.Write, FileShare.None, Buffer))
        {
            file.Write(header.ToBytes());
            var vector = new sbyte[index.EncodedLength];
            var bytes = new byte[StoreRecord.Size(StoreRecordKind.Added, vector.Length)];
            long count = 0;
            foreach (var partition in index.Partitions)
            {
                foreach (var block in partition.SettledBlocks())
                {
                    if (block is not null)
                        count += Write(file, partition.Key, block, vector, bytes);
                }
            }

            var end = bytes.AsSpan(0, StoreRecord.Size(StoreRecordKind.End, 0));
            new StoreRecord { Kind = StoreRecordKind.End, Stamp = count }.Write(end);
            file.Write(end);
            file.Flush(flushToDisk: true);
        }

        File.Move(unfinished, path, overwrite: true);
        FolderFlush.Run(Path.GetDirectoryName(path)!);
    }

    private static long Write(FileStream file, UInt128 partition, SlotBlock block, sbyte[] vector, byte[] bytes)
    {
        long count = 0;
        var published = block.Published;
        for (var slot = 0; slot < published; slot++)
        {
            var stamp = block.Stamp(slot);
            if (stamp == 0)
                continue;
            block.Vector(slot).CopyTo(vector);
            var record = new StoreRecord { Kind = StoreRecordKind.Added, Partition = partition, Stamp = stamp, Id = block.Id(slot), Expiry = block.Expiry(slot), Whole = vector };
            if (!block.IsStill(slot, stamp))
                continue;
            record.Write(bytes);
            file.Write(bytes);
            count++;
        }

        return count;
    }
}
