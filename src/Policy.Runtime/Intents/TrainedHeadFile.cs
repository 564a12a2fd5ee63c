using System.Collections.Immutable;
using System.IO.Compression;
using System.Runtime.InteropServices;

namespace OptPolicy;

/// <summary>Trained heads as files, <c>*.intents</c>: gzip around one record. The same head gives the same bytes.</summary>
internal static class TrainedHeadFile
{
    /// <summary>How names of the files end.</summary>
    public const string Suffix = ".intents";

    private const string Magic = "optpolicy intents 1";
    private const int MostNames = 100_000, MostNumbers = 1 << 28;

    public static byte[] Write(TrainedHeadData head)
    {
        using var buffer = new MemoryStream();
        using (var packed = new GZipStream(buffer, CompressionLevel.Optimal, leaveOpen: true))
        using (var writer = new BinaryWriter(packed))
        {
            writer.Write(Magic);
            writer.Write(head.Embedder);
            writer.Write(head.Threshold);
            writer.Write(head.Names.Length);
            foreach (var name in head.Names) writer.Write(name);
            writer.Write(head.Prototypes.Dimensions);
            writer.Write(head.Prototypes.PerIntent);
            foreach (var component in head.Prototypes.Vectors) writer.Write((Half)component);
            writer.Write(head.Words.Rarity.Length);
            writer.Write(MemoryMarshal.AsBytes(head.Words.Rarity));
            writer.Write(MemoryMarshal.AsBytes(head.Words.Units));
            writer.Write(MemoryMarshal.AsBytes(head.Words.Weights));
            writer.Write(MemoryMarshal.AsBytes(head.Words.Biases));
        }

        return buffer.ToArray();
    }

    /// <summary>Reads a head.</summary>
    /// <exception cref="InvalidDataException">It is not a head, or a part is missing.</exception>
    public static TrainedHeadData Read(Stream file)
    {
        try
        {
            using var packed = new GZipStream(file, CompressionMode.Decompress, leaveOpen: true);
            using var reader = new BinaryReader(packed);
            if (reader.ReadString() != Magic) throw new InvalidDataException("it was not written by this version of 'optpolicy train intents'");
            var embedder = reader.ReadString();
            var threshold = reader.ReadDouble();
            ImmutableArray<string> names = [.. Enumerable.Range(0, Bounded(reader.ReadInt32(), 1, MostNames)).Select(_ => reader.ReadString())];
            var dimensions = Bounded(reader.ReadInt32(), 1, 1 << 16);
            var perIntent = Bounded(reader.ReadInt32(), 1, 64);
            var vectors = new float[Bounded((long)names.Length * perIntent * dimensions, 1, MostNumbers)];
            for (var i = 0; i < vectors.Length; i++) vectors[i] = (float)reader.ReadHalf();
            var places = Bounded(reader.ReadInt32(), 1, 1 << 24);
            if (!System.Numerics.BitOperations.IsPow2(places)) throw new InvalidDataException("its table has an impossible size");
            var rarity = Fill(reader, new float[places]);
            var units = Fill(reader, new float[places]);
            var weights = Fill(reader, new sbyte[Bounded((long)places * names.Length, 1, MostNumbers)]);
            var biases = Fill(reader, new float[names.Length]);
            return new(names, new(dimensions, perIntent, vectors), new(rarity, units, weights, biases), threshold) { Embedder = embedder };
        }
        catch (EndOfStreamException error)
        {
            throw new InvalidDataException("its end is missing", error);
        }
    }

    private static T[] Fill<T>(BinaryReader reader, T[] target)
        where T : unmanaged
    {
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(target.AsSpan()));
        return target;
    }

    private static int Bounded(long value, int least, int most) =>
        value >= least && value <= most ? (int)value : throw new InvalidDataException("it holds an impossible number");
}
