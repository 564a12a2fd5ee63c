using System.Reflection;

namespace OptPolicy.EndToEnd.Tests.Harness;

/// <summary>Packs what was built into a local feed, under a version that no cache has seen.</summary>
public sealed class PackageFeed : IAsyncLifetime
{
    private static readonly string Sources = Metadata("PolicySources");

    public string Root { get; } = Directory.CreateTempSubdirectory("optpolicy-e2e-").FullName;

    public string Folder => Path.Combine(Root, "feed");

    public string Version { get; } = $"0.1.0-e2e.{Guid.NewGuid():N}";

    /// <summary>Where packages of others already are; ours are unpacked under <see cref="Root"/> and vanish with it.</summary>
    public static string SharedPackages => Metadata("PackageFolder");

    public async ValueTask InitializeAsync()
    {
        foreach (var project in (string[])["Policy.Kernels", "Policy.Runtime", "Policy.Generator.Gate", "Policy.Backends"])
        {
            var result = await Dotnet.RunAsync(
                Sources, "pack", project, "--no-build", "--nologo", "-c", Metadata("Configuration"), "-o", Folder, $"-p:PackageVersion={Version}");
            Assert.True(result.ExitCode == 0, result.Output);
        }
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(Root, recursive: true);
        return ValueTask.CompletedTask;
    }

    private static string Metadata(string key) =>
        typeof(PackageFeed).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => string.Equals(a.Key, key, StringComparison.Ordinal)).Value!;
}
