using System.Runtime.CompilerServices;

namespace OptPolicy.Samples.Tests;

/// <summary>The sample's folder in the source tree.</summary>
internal static class SampleFiles
{
    public static string Source { get; } = Path.GetFullPath(Path.Combine(ThisFolder(), "..", "..", "samples", "SupportDesk"));

    public static Task<string> ReadSourceAsync(string name) => File.ReadAllTextAsync(Path.Combine(Source, name), TestContext.Current.CancellationToken);

    private static string ThisFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
