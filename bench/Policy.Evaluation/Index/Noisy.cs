using System.Numerics.Tensors;

namespace OptPolicy.Evaluation.Index;

/// <summary>Seeded noise around vectors.</summary>
internal static class Noisy
{
    /// <summary>A vector of length 1 around <paramref name="centre"/> (of length 1): noise of about <paramref name="spread"/> times its length is added.</summary>
    public static float[] Near(float[] centre, double spread, int seed)
    {
        var vector = (float[])centre.Clone();
        var state = (ulong)seed;
        var scale = (float)(spread * Math.Sqrt(12.0 / centre.Length));
        for (var i = 0; i < vector.Length; i++)
            vector[i] += scale * (((Mix(state += 0x9E3779B97F4A7C15) >> 40) * (1f / (1 << 24))) - 0.5f);
        return Unit(vector);
    }

    /// <summary>Vectors that share a direction, as those of many encoders do: cosines of unrelated ones are near <paramref name="share"/>.</summary>
    public static float[] Leaning(float[] vector, double share, float[] direction)
    {
        var leaning = new float[vector.Length];
        for (var i = 0; i < leaning.Length; i++)
            leaning[i] = (float)((Math.Sqrt(1 - share) * vector[i]) + (Math.Sqrt(share) * direction[i]));
        return Unit(leaning);
    }

    public static float[] Unit(float[] vector)
    {
        TensorPrimitives.Divide(vector, TensorPrimitives.Norm<float>(vector), vector);
        return vector;
    }

    public static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
