using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using OptPolicy.Language.Importing;
using OptPolicy.Language.LocalModels;

namespace OptPolicy.Generator.Pipeline;

/// <summary>
/// The model folders of a project whose manifests the build hands to the compiler. Of any other folder nothing is known: it may come with the deployment. Nor
/// are examples and checkpoints: handing megabytes of them to every build would cost more than what it could say, which the command line and the editor do say.
/// </summary>
internal sealed class ProjectModelFolders(Dictionary<string, ModelFolder> folders, ProjectCalibrations calibrations, string projectFolder) : IModelFolders
{
    public static ProjectModelFolders Read(AnalyzerOptions options)
    {
        var folders = new Dictionary<string, ModelFolder>(StringComparer.Ordinal);
        foreach (var file in Named(options, ModelManifest.FileName))
        {
            if (ModelManifest.Parse(Text(file)) is { } manifest)
                folders[FolderOf(file)] = new ModelFolder(true, manifest);
        }

        foreach (var file in Named(options, CompressionRecord.FileName))
        {
            if (folders.TryGetValue(FolderOf(file), out var folder) && CompressionRecord.Parse(Text(file)) is { } record)
                folders[FolderOf(file)] = folder with { Compression = record };
        }

        var project = EmissionTarget.Read(options.AnalyzerConfigOptionsProvider).ProjectDirectory;
        var calibrations = options.AdditionalFiles.Where(CalibrationInput.IsOne).Select(static f => CalibrationInput.Read(f, CancellationToken.None));
        return new ProjectModelFolders(folders, new ProjectCalibrations(calibrations, project), project);
    }

    public ModelFolder? Find(string policyPath, string folder) =>
        folders.TryGetValue(ImportPath.Resolve(policyPath, folder), out var found) || folders.TryGetValue(ImportPath.Resolve(projectFolder, folder), out found) ? found : null;

    public CalibrationFile? FindCalibration(string policyPath, string file) => calibrations.FindCalibration(policyPath, file);

    private static IEnumerable<AdditionalText> Named(AnalyzerOptions options, string name) => options.AdditionalFiles.Where(file => string.Equals(Path.GetFileName(file.Path), name, StringComparison.Ordinal));

    private static string FolderOf(AdditionalText file) => ImportPath.Normalize(Path.GetDirectoryName(file.Path) ?? "");

    private static string Text(AdditionalText file) => file.GetText()?.ToString() ?? "";
}
