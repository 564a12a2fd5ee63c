namespace OptPolicy;

/// <summary>Finds the folders that local models are in.</summary>
internal static class LocalFolder
{
    /// <summary>Finds a folder: as declared when absolute, else beside the app, else in the current directory.</summary>
    /// <exception cref="PolicyConfigurationException">There is none.</exception>
    public static string Find(string policy, ModelInfo model, string declared, string setting)
    {
        string[] places = [Path.Combine(AppContext.BaseDirectory, declared), Path.GetFullPath(declared.Length == 0 ? "." : declared)];
        return Array.Find(places, Directory.Exists)
            ?? throw LocalModelFailure.Of(policy, model, setting, $"there is no folder '{declared}', neither beside the app nor in the current directory. Copy it to the output directory or correct the path.");
    }
}
