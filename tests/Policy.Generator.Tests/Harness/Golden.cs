using System.Runtime.CompilerServices;

namespace OptPolicy.Generator.Tests.Harness;

/// <summary>Compares text with a file beside the sample. <c>UPDATE_GOLDEN=1</c> rewrites the file instead.</summary>
internal static class Golden
{
    public static string SamplesFolder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(here))!, "Samples");

    public static void Match(string fileName, string actual)
    {
        var path = Path.Combine(SamplesFolder(), fileName);
        if (string.Equals(Environment.GetEnvironmentVariable("UPDATE_GOLDEN"), "1", StringComparison.Ordinal))
        {
            File.WriteAllText(path, actual);
            return;
        }

        Assert.True(File.Exists(path), $"{fileName} is missing; run the tests with UPDATE_GOLDEN=1 and review it.");
        Assert.Equal(File.ReadAllText(path).ReplaceLineEndings("\n"), actual);
    }
}
