using OptPolicy.Language.LocalModels;

namespace OptPolicy.Language.Tests;

/// <summary>Model folders in memory; every other folder is missing.</summary>
internal sealed class ListedFolders(params (string Folder, string Manifest)[] folders) : IModelFolders
{
    public ModelFolder Find(string policyPath, string folder)
    {
        foreach (var (path, manifest) in folders)
        {
            if (path == folder)
            {
                return new ModelFolder(true, ModelManifest.Parse(manifest)) { Problem = manifest.Length == 0 ? "it has neither a manifest nor a graph" : null };
            }
        }

        return ModelFolder.Missing with { Suggestion = folders.Select(static f => f.Folder).FirstOrDefault(f => f.StartsWith(folder[..^1], StringComparison.Ordinal)) };
    }
}
