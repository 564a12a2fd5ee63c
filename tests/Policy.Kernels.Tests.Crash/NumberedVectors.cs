using OptPolicy.Kernels.Vectors.Persistence;

namespace OptPolicy.Kernels.Tests.Crash;

/// <summary>Vectors that the program writes and its killer looks for: one for each number.</summary>
public static class NumberedVectors
{
    public static VectorStoreOptions Store { get; } = new(48, "numbered");

    public static float[] Of(long number)
    {
        var random = new Random((int)number);
        var vector = new float[Store.Dimension];
        for (var i = 0; i < vector.Length; i++)
            vector[i] = (float)(random.NextDouble() - 0.5);
        return vector;
    }
}
