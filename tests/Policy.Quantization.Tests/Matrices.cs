namespace OptPolicy.Quantization.Tests;

/// <summary>Seeded matrices for tests.</summary>
internal static class Matrices
{
    /// <summary>Normally distributed values.</summary>
    public static float[] Normal(int count, int seed, double deviation = 1)
    {
        var random = new Random(seed);
        var values = new float[count];
        for (var i = 0; i < count; i++)
            values[i] = (float)(deviation * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        return values;
    }

    /// <summary>Rows whose inputs share a few hidden causes, as activations do, with strong and weak inputs.</summary>
    public static float[] CorrelatedInputs(int rows, int columns, int causes, int seed)
    {
        var mixing = Normal(causes * columns, seed);
        var hidden = Normal(rows * causes, seed + 1);
        var noise = Normal(rows * columns, seed + 2, 0.1);
        var strengths = Normal(columns, seed + 3);
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                for (var cause = 0; cause < causes; cause++)
                    noise[row * columns + column] += hidden[row * causes + cause] * mixing[cause * columns + column];
                noise[row * columns + column] *= MathF.Exp(strengths[column]);
            }
        }

        return noise;
    }
}
