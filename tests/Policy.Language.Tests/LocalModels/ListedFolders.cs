using System.Text;
using OptPolicy.Language.LocalModels;

namespace OptPolicy.Language.Tests;

/// <summary>Model folders and calibrations in memory; every other one is missing.</summary>
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

    public CalibrationFile FindCalibration(string policyPath, string file)
    {
        foreach (var (path, content) in folders)
        {
            if (path == file)
            {
                return CalibrationFile.Parse(Encoding.UTF8.GetBytes(content));
            }
        }

        return CalibrationFile.Missing with { Suggestion = folders.Select(static f => f.Folder).FirstOrDefault(f => f[0] == file[0]) };
    }
}
