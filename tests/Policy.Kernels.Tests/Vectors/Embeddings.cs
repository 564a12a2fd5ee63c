namespace OptPolicy.Kernels.Tests.Vectors;

/// <summary>Seeded vectors in clusters, as embeddings of related texts lie.</summary>
internal static class Embeddings
{
    public static float[][] Clustered(int count, int dimension, int seed, int clusterSize = 8, float spread = 0.6f)
    {
        var random = new Random(seed);
        var vectors = new float[count][];
        float[] centre = [];
        for (var i = 0; i < count; i++)
        {
            if (i % clusterSize == 0)
                centre = Gaussian(random, dimension);
            vectors[i] = Near(random, centre, spread);
        }

        return vectors;
    }

    public static float[] Gaussian(Random random, int dimension)
    {
        var vector = new float[dimension];
        for (var i = 0; i < dimension; i++)
            vector[i] = (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        return vector;
    }

    public static float[] Near(Random random, float[] centre, float spread)
    {
        var noise = Gaussian(random, centre.Length);
        return [.. centre.Select((c, i) => c + (spread * noise[i]))];
    }
}
