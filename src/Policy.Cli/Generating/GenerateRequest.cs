using System.Text.Json;
using OptPolicy.Cli.LocalModels;

namespace OptPolicy.Cli.Generating;

/// <summary>One question to a local model.</summary>
/// <param name="Model">Who answers.</param>
/// <param name="Prompt">The user's message.</param>
internal sealed record GenerateRequest(ChosenModel Model, string Prompt)
{
    public string? System { get; init; }

    public int? MaxTokens { get; init; }

    public float? Temperature { get; init; }

    public long? Seed { get; init; }

    /// <summary>What the answer must look like; null for free text.</summary>
    public JsonElement? Schema { get; init; }
}
