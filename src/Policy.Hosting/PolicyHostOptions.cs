using System.Collections.Immutable;
using OptPolicy.Language.LocalModels;

namespace OptPolicy.Hosting;

/// <summary>How policies are compiled in memory.</summary>
public sealed record PolicyHostOptions
{
    public static PolicyHostOptions Default { get; } = new();

    /// <summary>Paths of files that are only imported: their policies are known, not loaded.</summary>
    public ImmutableHashSet<string> Imported { get; init; } = [];

    /// <summary>The folder that paths in test results are relative to; empty for file names alone.</summary>
    public string ProjectFolder { get; init; } = "";

    /// <summary>Where calibrations are found.</summary>
    public IModelFolders Folders { get; init; } = UnknownModelFolders.Instance;
}
