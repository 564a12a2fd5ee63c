using System.Runtime.CompilerServices;

namespace OptPolicy.Runtime.Tests;

/// <summary>Compares a text with a file in the <c>Golden</c> folder beside the test; <c>UPDATE_GOLDEN=1</c> rewrites the file.</summary>
internal static class Golden
{
    public static void Check(string name, string actual, [CallerFilePath] string testFile = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(testFile)!, "Golden", name);
        if (string.Equals(Environment.GetEnvironmentVariable("UPDATE_GOLDEN"), "1", StringComparison.Ordinal))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
        }

        Assert.Equal(File.ReadAllText(path), actual);
    }
}
