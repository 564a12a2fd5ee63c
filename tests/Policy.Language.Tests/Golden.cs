namespace OptPolicy.Language.Tests;

/// <summary>Compares text with a file beside the tests; <c>UPDATE_GOLDEN=1</c> rewrites the file instead.</summary>
internal static class Golden
{
    /// <summary>The repository, found from where the tests run, so that goldens are read and rewritten in the sources.</summary>
    public static string Repository { get; } = FindRepository();

    public static string Samples => Path.Combine(Repository, "tests", "Policy.Language.Tests", "Samples");

    public static void Matches(string expectedPath, string actual)
    {
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(expectedPath, actual);
        }

        Assert.True(File.Exists(expectedPath), $"no golden file {Path.GetFileName(expectedPath)}; run with UPDATE_GOLDEN=1");
        Assert.Equal(File.ReadAllText(expectedPath), actual, ignoreLineEndingDifferences: true);
    }

    private static string FindRepository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Policy.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests run outside their repository.");
        }

        return folder;
    }
}
