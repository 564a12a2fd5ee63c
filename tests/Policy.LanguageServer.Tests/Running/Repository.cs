namespace OptPolicy.LanguageServer.Tests.Running;

/// <summary>Where the sources are, found from where the tests run.</summary>
internal static class Repository
{
    public static string Folder { get; } = Find();

    /// <summary>Debug or Release, as this test run was built.</summary>
    public static string Configuration { get; } = Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)))!;

    private static string Find()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Policy.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests run outside their repository.");
        }

        return folder;
    }
}
