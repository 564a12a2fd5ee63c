using OptPolicy.Kernels.Speculation;

namespace OptPolicy.Kernels.Chat;

/// <summary>How a chat client uses its model. Immutable.</summary>
public sealed record KernelsChatClientOptions
{
    /// <summary>The name in responses, errors and telemetry; <see langword="null"/> is the name of the model's folder.</summary>
    public string? ModelId { get; init; }

    /// <summary>Most tokens of an answer when a request does not say; <see langword="null"/> lets an answer fill the context.</summary>
    public int? MaxOutputTokens { get; init; }

    /// <summary>How to speculate when a request does not say.</summary>
    public SpeculationOptions Speculation { get; init; } = SpeculationOptions.Default;

    /// <summary>Clock of <c>CreatedAt</c>.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
