namespace OptPolicy.Language.LocalModels;

/// <summary>A folder that a policy names.</summary>
/// <param name="Exists">Whether it is there.</param>
/// <param name="Manifest">What it says about its model; null when it says nothing.</param>
public sealed record ModelFolder(bool Exists, ModelManifest? Manifest)
{
    public static ModelFolder Missing { get; } = new(false, null);

    /// <summary>Why no model can be run from it; null when nothing is wrong.</summary>
    public string? Problem { get; init; }

    /// <summary>How it was made, when a compression made it.</summary>
    public CompressionRecord? Compression { get; init; }

    /// <summary>A folder beside it that the author may have meant.</summary>
    public string? Suggestion { get; init; }
}
