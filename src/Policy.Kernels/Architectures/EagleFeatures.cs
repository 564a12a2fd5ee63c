namespace OptPolicy.Kernels.Architectures;

/// <summary>What an EAGLE-3 head reads of its target: the hidden states that enter three of the layers, side by side.</summary>
internal static class EagleFeatures
{
    /// <summary>Hidden states of one row.</summary>
    public const int States = 3;

    /// <summary>The layers whose inputs they are: 2, L/2 and L-3, kept inside models of few layers.</summary>
    public static int[] Layers(int layers) => [.. ((int[])[2, layers / 2, layers - 3]).Select(layer => Math.Clamp(layer, 0, layers - 1))];
}
