using OptPolicy.Kernels.Models;

namespace OptPolicy.Kernels.Checkpoints;

/// <summary>How a model stretches its rotary frequencies beyond the context it was first trained on.</summary>
internal static class RotaryScaling
{
    /// <summary>What each frequency is divided by; <see langword="null"/> for no scaling.</summary>
    /// <exception cref="LocalModelException">The kind of scaling is not supported.</exception>
    public static float[]? Divisors(JsonFile config, JsonFile? scaling, int headDimension, float theta)
    {
        var kind = scaling?.Text("rope_type") ?? scaling?.Text("type") ?? "default";
        return kind switch
        {
            "default" => null,
            "linear" => [.. Enumerable.Repeat(scaling!.Number("factor"), headDimension / 2)],
            "llama3" => Llama3(scaling!, headDimension, theta),
            _ => throw new LocalModelException($"'{config.Path}' asks for rotary scaling of type '{kind}', which is not supported; 'linear' and 'llama3' are."),
        };
    }

    // transformers, modeling_rope_utils.py: _compute_llama3_parameters. Long waves are slowed by the factor, short ones kept,
    // and those between are blended.
    private static float[] Llama3(JsonFile scaling, int headDimension, float theta)
    {
        var factor = scaling.Number("factor");
        var low = scaling.Number("low_freq_factor");
        var high = scaling.Number("high_freq_factor");
        var context = scaling.Number("original_max_position_embeddings");
        return [.. Enumerable.Range(0, headDimension / 2).Select(i =>
        {
            var waveLength = 2 * Math.PI * Math.Pow(theta, 2.0 * i / headDimension);
            if (waveLength > context / low)
                return factor;
            if (waveLength < context / high)
                return 1f;
            var smooth = (context / waveLength - low) / (high - low);
            return (float)(1 / ((1 - smooth) / factor + smooth));
        })];
    }
}
