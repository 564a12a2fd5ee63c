using System.Runtime.InteropServices;
using System.Security.Cryptography;
using OptPolicy.Compression.Data;
using OptPolicy.Compression.Data.Texts;
using TorchSharp;
using static TorchSharp.torch;

namespace OptPolicy.Compression.Training.Encoders;

/// <summary>
/// Vectors to imitate, of length 1 and of a student's width: wider ones are turned onto their principal axes, which keeps the angles
/// between them as well as any linear map can. Owns native memory.
/// </summary>
public sealed class TeacherVectors : IDisposable
{
    private readonly Tensor _vectors;

    /// <summary>Takes vectors over.</summary>
    /// <param name="vectors">The teacher's, all of one width.</param>
    /// <param name="width">The student's width.</param>
    /// <exception cref="TrainingDataException">The teacher's vectors are narrower than the student's.</exception>
    public TeacherVectors(IReadOnlyList<TextVector> vectors, int width)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        var own = vectors[0].Vector.Length;
        if (own < width)
            throw new TrainingDataException($"the teacher's vectors have {own} numbers and the student's {width}: make the student narrower");

        using var scope = NewDisposeScope();
        var flat = new float[vectors.Count * own];
        for (var i = 0; i < vectors.Count; i++)
            vectors[i].Vector.CopyTo(flat.AsSpan(i * own));
        var unit = nn.functional.normalize(tensor(flat, [vectors.Count, own]));
        var kept = unit;
        KeptEnergy = 1;
        if (own > width)
        {
            // Not centred: what is to be kept are inner products.
            var (values, axes) = linalg.eigh(unit.t().matmul(unit));
            kept = unit.matmul(axes.narrow(1, own - width, width));
            KeptEnergy = values.narrow(0, own - width, width).sum().item<float>() / values.sum().item<float>();
        }

        _vectors = nn.functional.normalize(kept).DetachFromDisposeScope();
        Hash = Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(flat.AsSpan())));
    }

    /// <summary>The share of the vectors' squared length that the student's width holds, 0 to 1.</summary>
    public double KeptEnergy { get; }

    /// <summary>SHA-256 of the teacher's numbers.</summary>
    public string Hash { get; }

    /// <summary>The vectors of some rows, in the caller's dispose scope.</summary>
    public Tensor Of(IReadOnlyList<int> rows, Device device)
    {
        using var indices = tensor(rows.Select(r => (long)r).ToArray());
        return _vectors.index_select(0, indices).to(device);
    }

    /// <inheritdoc/>
    public void Dispose() => _vectors.Dispose();
}
