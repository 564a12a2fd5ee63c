using OptPolicy.Language.Importing;
using OptPolicy.Language.LocalModels;

namespace OptPolicy.Generator.Pipeline;

/// <summary>The calibrations that the build hands to the compiler. One that a policy of another project names is that project's.</summary>
internal sealed class ProjectCalibrations(IEnumerable<CalibrationInput> files, string projectFolder) : IModelFolders
{
    private readonly Dictionary<string, CalibrationInput> _files = files
        .GroupBy(static f => ImportPath.Normalize(f.Path), StringComparer.Ordinal)
        .ToDictionary(static g => g.Key, static g => g.First(), StringComparer.Ordinal);

    public ModelFolder? Find(string policyPath, string folder) => null;

    public CalibrationFile? FindCalibration(string policyPath, string file)
    {
        if (_files.TryGetValue(ImportPath.Resolve(policyPath, file), out var found) || _files.TryGetValue(ImportPath.Resolve(projectFolder, file), out found))
        {
            return found.Parse();
        }

        return ImportPath.Normalize(policyPath).StartsWith(ImportPath.Normalize(projectFolder), StringComparison.Ordinal) ? CalibrationFile.Missing : null;
    }
}
