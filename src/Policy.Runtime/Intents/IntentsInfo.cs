using System.Collections.Immutable;

namespace OptPolicy;

/// <summary>The intents that a policy tells apart. Immutable.</summary>
/// <param name="Embedder">Index into <see cref="CompiledPolicy.Embedders"/>.</param>
/// <param name="Intents">The intents and what users say when they mean them.</param>
public sealed record IntentsInfo(int Embedder, ImmutableArray<IntentInfo> Intents)
{
    /// <summary>The value of the fact <c>intent</c> for a question that is none of the intents.</summary>
    public const string None = "none";

    /// <summary>The file of a trained head, looked for beside the app, then in the working directory; <see langword="null"/>: examples alone decide.</summary>
    public string? Trained { get; init; }

    /// <summary>The least similarity of a question and an intent's nearest example, 0 to 1; <see langword="null"/>: found from the examples.</summary>
    public double? Threshold { get; init; }
}

/// <summary>An intent. Immutable.</summary>
/// <param name="Name">The name in the policy file.</param>
/// <param name="Examples">What users say when they mean it.</param>
public sealed record IntentInfo(string Name, ImmutableArray<string> Examples);
