using System.IO.Compression;
using System.Runtime.InteropServices;

namespace OptPolicy;

/// <summary>Trained heads as bytes: compressed, around one record. The same head gives the same bytes.</summary>
internal static class DifficultyHeadFile
{
    private const string Magic = "optpolicy difficulty 1";
    private const int MostNumbers = 1 << 24;

    public static byte[] Write(DifficultyHeadData head)
    {
        using var buffer = new MemoryStream();
        using (var packed = new BrotliStream(buffer, CompressionLevel.Optimal, leaveOpen: true))
        using (var writer = new BinaryWriter(packed))
        {
            writer.Write(Magic);
            writer.Write(head.Embedder);
            WriteNumbers(writer, head.Words.Rarity);
            WriteNumbers(writer, head.Words.Units);
            WriteNumbers(writer, head.Words.Weights);
            WriteNumbers<float>(writer, head.Words.Biases);
            foreach (var part in (float[][])[head.VectorWeights, head.VectorMeans, head.ShapeMeans, head.ShapeUnits, head.ShapeWeights]) WriteNumbers<float>(writer, part);
            writer.Write(head.Trees.Length);
            foreach (var forest in head.Trees)
            {
                writer.Write(forest.Depth);
                writer.Write(forest.Mean);
                WriteNumbers(writer, forest.Features);
                WriteNumbers(writer, forest.Cuts);
                WriteNumbers(writer, forest.Leaves);
            }

            writer.Write(head.LineWeight);
            writer.Write(head.TreesWeight);
            writer.Write(head.Curve.Level);
            writer.Write(head.Curve.Slope);
        }

        return buffer.ToArray();
    }

    /// <summary>Reads a head.</summary>
    /// <exception cref="InvalidDataException">It is not a head, or a part is missing or does not fit the others.</exception>
    public static DifficultyHeadData Read(byte[] bytes)
    {
        try
        {
            using var packed = new BrotliStream(new MemoryStream(bytes), CompressionMode.Decompress);
            using var reader = new BinaryReader(packed);
            if (reader.ReadString() != Magic) throw new InvalidDataException("it was not written by this version of 'optpolicy tune router'");
            var head = new DifficultyHeadData
            {
                Embedder = reader.ReadString(),
                Words = new(ReadNumbers<float>(reader), ReadNumbers<float>(reader), ReadNumbers<sbyte>(reader), ReadNumbers<float>(reader)),
                VectorWeights = ReadNumbers<float>(reader),
                VectorMeans = ReadNumbers<float>(reader),
                ShapeMeans = ReadNumbers<float>(reader),
                ShapeUnits = ReadNumbers<float>(reader),
                ShapeWeights = ReadNumbers<float>(reader),
                Trees = [.. Enumerable.Range(0, Bounded(reader.ReadInt32(), 64)).Select(_ => ReadTrees(reader))],
                LineWeight = reader.ReadSingle(),
                TreesWeight = reader.ReadSingle(),
                Curve = new(reader.ReadDouble(), reader.ReadDouble()),
            };
            return Fits(head) ? head : throw new InvalidDataException("its parts do not fit one another");
        }
        catch (Exception error) when (error is EndOfStreamException or InvalidOperationException)
        {
            throw new InvalidDataException("its end is missing", error);
        }
    }

    private static BoostedTrees ReadTrees(BinaryReader reader)
    {
        var (depth, mean) = (Bounded(reader.ReadInt32(), 12), reader.ReadSingle());
        var (features, cuts, leaves) = (ReadNumbers<short>(reader), ReadNumbers<float>(reader), ReadNumbers<float>(reader));
        var (nodes, ends) = ((1 << depth) - 1, 1 << depth);
        var isWhole = leaves.Length % ends == 0 && features.Length == leaves.Length / ends * nodes && cuts.Length == features.Length;
        return isWhole && features.All(static f => f < PromptShape.Count + DifficultyHead.Linear) ? new(depth, mean, features, cuts, leaves) : throw new InvalidDataException("its trees are not whole");
    }

    private static bool Fits(DifficultyHeadData head) =>
        System.Numerics.BitOperations.IsPow2(head.Words.Rarity.Length) && head.Words.Units.Length == head.Words.Rarity.Length
        && head.Words.Biases.Length == DifficultyHead.Readers && head.Words.Weights.Length == head.Words.Rarity.Length * DifficultyHead.Readers
        && head.VectorWeights.Length > 0 && head.VectorWeights.Length % DifficultyHead.Readers == 0 && head.VectorMeans.Length == DifficultyHead.Readers - 1
        && head.ShapeMeans.Length == PromptShape.Count && head.ShapeUnits.Length == PromptShape.Count && head.ShapeWeights.Length == PromptShape.Count
        && head.Trees.Length > 0;

    private static void WriteNumbers<T>(BinaryWriter writer, ReadOnlySpan<T> numbers)
        where T : unmanaged
    {
        writer.Write(numbers.Length);
        writer.Write(MemoryMarshal.AsBytes(numbers));
    }

    private static T[] ReadNumbers<T>(BinaryReader reader)
        where T : unmanaged
    {
        var numbers = new T[Bounded(reader.ReadInt32(), MostNumbers)];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(numbers.AsSpan()));
        return numbers;
    }

    private static int Bounded(int value, int most) => value >= 0 && value <= most ? value : throw new InvalidDataException("it holds an impossible number");
}
