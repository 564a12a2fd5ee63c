using Microsoft.Extensions.AI;

namespace OptPolicy;

/// <summary>What attempts cost, in US dollars.</summary>
internal static class AttemptCost
{
    /// <summary>Output that a model may give when neither the policy nor the caller limits it; above the longest answer of current models.</summary>
    public const long UndeclaredOutputTokens = 131_072;

    /// <summary>The most that one attempt can cost.</summary>
    /// <param name="model">Who answers.</param>
    /// <param name="inputBound">See <see cref="TokenBound"/>.</param>
    /// <param name="callerMaxOutput">The caller's limit, or <see langword="null"/>.</param>
    public static decimal WorstCase(ModelInfo model, long inputBound, long? callerMaxOutput)
    {
        if (model.IsFree) return 0;
        var input = model.ContextTokens > 0 ? Math.Min(inputBound, model.ContextTokens) : inputBound;
        return model.PriceInput.Of(input) + model.PriceOutput.Of(OutputBound(model, callerMaxOutput));
    }

    /// <summary>What the provider's counts come to; <see langword="null"/> when they are missing or cannot be true.</summary>
    /// <param name="model">Who answered.</param>
    /// <param name="usage">The provider's counts.</param>
    /// <param name="answered">Whether there was any output.</param>
    public static decimal? Of(ModelInfo model, UsageDetails? usage, bool answered)
    {
        if (!IsPlausible(usage, answered)) return null;
        return Of(model, usage!.InputTokenCount!.Value, usage.CachedInputTokenCount ?? 0, usage.OutputTokenCount!.Value);
    }

    /// <summary>What a number of tokens costs.</summary>
    public static decimal Of(ModelInfo model, long input, long cached, long output)
    {
        cached = Math.Clamp(cached, 0, input);
        var cachedPrice = model.PriceCached == default ? model.PriceInput : model.PriceCached;
        return model.PriceInput.Of(input - cached) + cachedPrice.Of(cached) + model.PriceOutput.Of(output);
    }

    /// <summary>Whether counts can be true: present, not negative, and not zero where there was text.</summary>
    public static bool IsPlausible(UsageDetails? usage, bool answered) =>
        usage is { InputTokenCount: > 0, OutputTokenCount: >= 0 } && (!answered || usage.OutputTokenCount > 0);

    private static long OutputBound(ModelInfo model, long? callerMaxOutput)
    {
        var declared = model.MaxOutputTokens > 0 ? model.MaxOutputTokens : model.ContextTokens > 0 ? model.ContextTokens : UndeclaredOutputTokens;
        return callerMaxOutput is { } limit && (model.MaxOutputTokens == 0 || limit < declared) ? limit : declared;
    }
}
