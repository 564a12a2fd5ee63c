using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace OptPolicy.EndToEnd.Tests.Harness;

/// <summary>A copy of a folder under <c>Apps/</c> outside the repository, wired to the packed packages.</summary>
internal sealed partial class TemporaryApp
{
    private readonly string _folder;

    public TemporaryApp(PackageFeed feed, params IEnumerable<string> apps)
    {
        _folder = Directory.CreateDirectory(Path.Combine(feed.Root, Guid.NewGuid().ToString("N"))).FullName;
        foreach (var app in apps)
        {
            Copy(Path.Combine(AppsFolder(), app), Path.Combine(_folder, app));
        }

        // Nothing of the repository may leak in, and no source is named: the machine's own are used beside the feed.
        File.WriteAllText(Path.Combine(_folder, "Directory.Build.props"), $"""
            <Project>
              <PropertyGroup>
                <OptPolicyVersion>{feed.Version}</OptPolicyVersion>
                <RestoreAdditionalProjectSources>{feed.Folder}</RestoreAdditionalProjectSources>
                <RestorePackagesPath>{Path.Combine(feed.Root, "packages")}</RestorePackagesPath>
                <RestoreFallbackFolders>{PackageFeed.SharedPackages}</RestoreFallbackFolders>
                <NuGetAudit>false</NuGetAudit>
              </PropertyGroup>
            </Project>
            """);
    }

    public string PathOf(string file) => Path.Combine(_folder, file);

    public void Replace(string file, string oldText, string newText)
    {
        var content = File.ReadAllText(PathOf(file));
        Assert.Contains(oldText, content, StringComparison.Ordinal);
        File.WriteAllText(PathOf(file), content.Replace(oldText, newText, StringComparison.Ordinal));
    }

    public Task<DotnetResult> BuildAsync(string app) => Dotnet.RunAsync(PathOf(app), "build", "--nologo", "-tl:off");

    public Task<DotnetResult> RunAsync(string app) => Dotnet.RunAsync(PathOf(app), "run", "--no-build");

    /// <summary>Errors and warnings as the build printed them, once each: <c>file(line,column): code</c>.</summary>
    public static string[] Diagnostics(string output) =>
    [
        .. DiagnosticLine().Matches(output)
            .Select(static m => $"{Path.GetFileName(m.Groups["file"].Value)}({m.Groups["place"].Value}): {m.Groups["code"].Value}")
            .Distinct(StringComparer.Ordinal),
    ];

    [GeneratedRegex(@"^\s*(?<file>[^(\r\n]+)\((?<place>\d+,\d+)\): (?:error|warning) (?<code>[A-Z]+\d+):", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex DiagnosticLine();

    private static string AppsFolder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(here))!, "Apps");

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from))
        {
            // Project files end in .template so that no tool takes the apps for projects of the repository.
            var name = Path.GetFileName(file);
            File.Copy(file, Path.Combine(to, name.EndsWith(".template", StringComparison.Ordinal) ? name[..^".template".Length] : name));
        }
    }
}
