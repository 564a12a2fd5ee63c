using OptPolicy.Kernels.Decoding;
using OptPolicy.Kernels.Devices;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Tests.Models;

namespace OptPolicy.Kernels.Tests.Decoding;

/// <summary>Test models opened on one thread, and what tests do with their lanes.</summary>
internal static class OpenModel
{
    public static DecoderModel Tiny(WeightFormat format = WeightFormat.Q4) => Of(TestModels.Tiny(format));

    public static DecoderModel Of(DecoderFolder folder) => Of(folder, folder.Spec);

    public static DecoderModel Of(DecoderFolder folder, DecoderSpec spec) =>
        DecoderModel.Open(spec, folder.GraphPath, DeviceRequest.Cpu, new() { Threads = 1 });

    /// <summary>The same graph, run as if past and present could not be one buffer.</summary>
    public static DecoderSpec Growing(DecoderSpec spec) => spec with { Bindings = spec.Bindings with { SharesKeyValueBuffer = false } };

    public static int[] Prompt(int length, int seed = 1, int vocabulary = 512)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(_ => random.Next(3, vocabulary))];
    }

    /// <summary>Runs tokens in one call and copies the logits of the last <paramref name="rows"/>.</summary>
    public static float[] Run(this DecoderLane lane, ReadOnlySpan<int> tokens, int rows = 1) =>
        lane.Forward(tokens, rows, CancellationToken.None).ToArray();

    public static float[] Run(this DecoderLane lane, ReadOnlySpan<int> tokens, CancellationToken cancellationToken) =>
        lane.Forward(tokens, 1, cancellationToken).ToArray();

    /// <summary>Runs tokens one a call and gives each one's logits.</summary>
    public static float[][] RunOneByOne(this DecoderLane lane, ReadOnlySpan<int> tokens)
    {
        var rows = new float[tokens.Length][];
        for (var i = 0; i < tokens.Length; i++)
            rows[i] = lane.Run(tokens.Slice(i, 1));
        return rows;
    }
}
