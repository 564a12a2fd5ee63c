using System.Numerics.Tensors;

namespace OptPolicy.Kernels.Vectors;

/// <summary>Turns embeddings into what blocks store and what searches ask: rotated, and rounded to integers. Immutable and thread-safe.</summary>
internal sealed class VectorEncoder(int dimension, ulong seed)
{
    private readonly RandomRotation _rotation = new((dimension + 31) / 32 * 32, seed);

    public int Dimension => dimension;

    /// <summary>Components of a stored vector: the dimension, filled up to a multiple of 32.</summary>
    public int Length => _rotation.Length;

    /// <summary>Rotates and rounds so that the largest component becomes <paramref name="largest"/>.</summary>
    /// <param name="vector">The embedding; its length does not matter.</param>
    /// <param name="largest">127 for storage, 32767 for queries.</param>
    /// <param name="rotated">Receives <see cref="Length"/> whole numbers.</param>
    /// <returns>Whether the vector has a direction: false when all its components are zero.</returns>
    /// <exception cref="ArgumentException">The vector has another dimension, or components that are not finite.</exception>
    public bool TryEncode(ReadOnlySpan<float> vector, float largest, Span<float> rotated)
    {
        if (vector.Length != dimension)
            throw new ArgumentException($"A vector of {dimension} components is expected, not of {vector.Length}.", nameof(vector));
        var magnitude = Math.Abs(TensorPrimitives.MaxMagnitude(vector));
        if (!float.IsFinite(magnitude))
            throw new ArgumentException("A component of the vector is not a finite number.", nameof(vector));
        if (magnitude == 0)
            return false;

        // Embeddings of any length, the tiniest and the longest included, survive the sums of the rotation.
        TensorPrimitives.Divide(vector, magnitude, rotated);
        rotated[dimension..].Clear();
        _rotation.Apply(rotated);
        TensorPrimitives.Multiply(rotated, largest / Math.Abs(TensorPrimitives.MaxMagnitude<float>(rotated)), rotated);
        TensorPrimitives.Round(rotated, rotated);
        return true;
    }
}
