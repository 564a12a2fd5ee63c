using OptPolicy.Language.LocalModels;

namespace OptPolicy.Language.Tests.Compression;

/// <summary>A host that knows every file: what is not listed is missing.</summary>
internal sealed class HostFiles : IModelFolders
{
    public Dictionary<string, ModelFolder> Folders { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, ExampleFile> Examples { get; } = new(StringComparer.Ordinal);

    /// <summary>Checkpoints; every name is one until the first is added.</summary>
    public Dictionary<string, Checkpoint> Checkpoints { get; } = new(StringComparer.Ordinal);

    public ModelFolder Find(string policyPath, string folder) => Folders.GetValueOrDefault(folder, ModelFolder.Missing);

    public ExampleFile FindExamples(string policyPath, string file) =>
        Examples.GetValueOrDefault(file) ?? ExampleFile.Missing with { Suggestion = Examples.Keys.FirstOrDefault(k => k[..2] == file[..2]) };

    public Checkpoint? FindCheckpoint(string policyPath, string folder) =>
        Checkpoints.Count == 0 ? null : Checkpoints.GetValueOrDefault(folder) ?? Checkpoint.Missing with { Suggestion = Checkpoints.Keys.FirstOrDefault(k => k[0] == folder[0]) };
}
