namespace OptPolicy.Language.LocalModels;

/// <summary>For hosts that see no folders.</summary>
public sealed class UnknownModelFolders : IModelFolders
{
    public static UnknownModelFolders Instance { get; } = new();

    public ModelFolder? Find(string policyPath, string folder) => null;
}
