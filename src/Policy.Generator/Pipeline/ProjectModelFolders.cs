using Microsoft.CodeAnalysis.Diagnostics;
using OptPolicy.Language.Importing;
using OptPolicy.Language.LocalModels;

namespace OptPolicy.Generator.Pipeline;

/// <summary>The model folders of a project whose manifests the build hands to the compiler. Of any other folder nothing is known: it may come with the deployment.</summary>
internal sealed class ProjectModelFolders(Dictionary<string, ModelManifest> manifests, string projectFolder) : IModelFolders
{
    public static ProjectModelFolders Read(AnalyzerOptions options)
    {
        var manifests = new Dictionary<string, ModelManifest>(StringComparer.Ordinal);
        foreach (var file in options.AdditionalFiles)
        {
            if (string.Equals(Path.GetFileName(file.Path), ModelManifest.FileName, StringComparison.Ordinal) && ModelManifest.Parse(file.GetText()?.ToString() ?? "") is { } manifest)
            {
                manifests[ImportPath.Normalize(Path.GetDirectoryName(file.Path) ?? "")] = manifest;
            }
        }

        return new ProjectModelFolders(manifests, EmissionTarget.Read(options.AnalyzerConfigOptionsProvider).ProjectDirectory);
    }

    public ModelFolder? Find(string policyPath, string folder) =>
        manifests.TryGetValue(ImportPath.Resolve(policyPath, folder), out var manifest) || manifests.TryGetValue(ImportPath.Resolve(projectFolder, folder), out manifest)
            ? new ModelFolder(true, manifest)
            : null;
}
