namespace OptPolicy.Language.LocalModels;

/// <summary>What a host knows about the folders of local models and the files they are made with. The compiler itself reads no files.</summary>
public interface IModelFolders
{
    /// <summary>Looks up a folder as a policy names it.</summary>
    /// <param name="policyPath">The policy file; folders are relative to its own folder, or to the app's.</param>
    /// <param name="folder">As written.</param>
    /// <returns><see langword="null"/> when the host cannot know, and nothing should be said.</returns>
    ModelFolder? Find(string policyPath, string folder);

    /// <summary>Looks up a file of examples as a policy names it.</summary>
    /// <param name="policyPath">The policy file; files are found as folders are.</param>
    /// <param name="file">As written.</param>
    /// <returns><see langword="null"/> when the host cannot know, and nothing should be said.</returns>
    ExampleFile? FindExamples(string policyPath, string file) => null;

    /// <summary>Looks up a checkpoint as a policy names it.</summary>
    /// <param name="policyPath">The policy file; checkpoints are found as folders of models are.</param>
    /// <param name="folder">As written.</param>
    /// <returns><see langword="null"/> when the host cannot know, and nothing should be said.</returns>
    Checkpoint? FindCheckpoint(string policyPath, string folder) => null;

    /// <summary>Looks up the calibration of a semantic cache as a policy names it.</summary>
    /// <param name="policyPath">The policy file; calibrations are found as folders are.</param>
    /// <param name="file">As written.</param>
    /// <returns><see langword="null"/> when the host cannot know, and nothing should be said.</returns>
    CalibrationFile? FindCalibration(string policyPath, string file) => null;
}
