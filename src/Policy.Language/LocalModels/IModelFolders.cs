namespace OptPolicy.Language.LocalModels;

/// <summary>What a host knows about the folders of local models. The compiler itself reads no files.</summary>
public interface IModelFolders
{
    /// <summary>Looks up a folder as a policy names it.</summary>
    /// <param name="policyPath">The policy file; folders are relative to its own folder, or to the app's.</param>
    /// <param name="folder">As written.</param>
    /// <returns><see langword="null"/> when the host cannot know, and nothing should be said.</returns>
    ModelFolder? Find(string policyPath, string folder);
}
