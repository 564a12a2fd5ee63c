using Microsoft.Extensions.AI;
using OptPolicy.Kernels.Sampling;

namespace OptPolicy.Kernels.Chat;

/// <summary>Reads how tokens are chosen.</summary>
internal static class SamplingReader
{
    public static SamplingOptions Read(ChatOptions options, KernelsChatOptions own)
    {
        var temperature = Within(options.Temperature, 0, 100, nameof(ChatOptions.Temperature));
        var topP = Within(options.TopP, 0, 1, nameof(ChatOptions.TopP));
        var minP = Within(own.MinP, 0, 1, nameof(KernelsChatOptions.MinP));
        if (options.TopK < 0)
            throw new ArgumentOutOfRangeException(nameof(options), options.TopK, "TopK must be 0 or more.");

        // Cutting off improbable tokens means something only when tokens are drawn.
        var draws = topP is not null || minP is not null || options.TopK > 1;
        return new()
        {
            Temperature = temperature ?? (draws ? 1 : 0),
            TopP = topP is { } p and > 0 ? p : 1,
            TopK = topP == 0 ? 1 : options.TopK ?? 0,
            MinP = minP ?? 0,
            FrequencyPenalty = Within(options.FrequencyPenalty, -100, 100, nameof(ChatOptions.FrequencyPenalty)) ?? 0,
            PresencePenalty = Within(options.PresencePenalty, -100, 100, nameof(ChatOptions.PresencePenalty)) ?? 0,
            RepetitionPenalty = Within(own.RepetitionPenalty, 0.01f, 100, nameof(KernelsChatOptions.RepetitionPenalty)) ?? 1,
            Seed = options.Seed,
        };
    }

    private static float? Within(float? value, float low, float high, string name) => value is null || (value >= low && value <= high)
        ? value
        : throw new ArgumentOutOfRangeException(nameof(value), value, $"{name} must be from {low} to {high}.");
}
