namespace OptPolicy.Language.LocalModels;

/// <summary>Another host's calibrations and nothing else: what code is made from, where what is said about folders is somebody else's part.</summary>
public sealed class OnlyCalibrations(IModelFolders folders) : IModelFolders
{
    public ModelFolder? Find(string policyPath, string folder) => null;

    public CalibrationFile? FindCalibration(string policyPath, string file) => folders.FindCalibration(policyPath, file);
}
