using System.Collections.Immutable;
using System.Text.RegularExpressions;
using OptPolicy.Language.LocalModels;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Tests.Documentation;

/// <summary>
/// A page of docs/diagnostics. Its examples are whole files in fenced blocks marked <c>optpolicy</c>; a first line
/// <c>// file: shared/base.optpolicy</c> names one of several. <c>&lt;!-- also: OPT1007 --&gt;</c> in a section lists
/// codes that its example reports as well, a block marked <c>json</c> with such a first line is a model folder's manifest or a calibration
/// (with one of them, every other one is missing), and <c>&lt;!-- no example: why --&gt;</c> stands for an example that cannot be printed.
/// </summary>
internal sealed partial record DiagnosticPage(string Code, string Heading, ImmutableArray<string> Sections, PageExample Avoid, PageExample Prefer)
{
    public static string Folder => Path.Combine(Golden.Repository, "docs", "diagnostics");

    public static IEnumerable<string> Codes =>
        Directory.EnumerateFiles(Folder, "OPT*.md").Select(static f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal);

    public static DiagnosticPage Read(string code)
    {
        var lines = File.ReadAllText(Path.Combine(Folder, code + ".md")).ReplaceLineEndings("\n");
        var sections = SectionHeading().Split(lines);
        var bodies = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 1; i + 1 < sections.Length; i += 2)
        {
            bodies[sections[i]] = sections[i + 1];
        }

        return new DiagnosticPage(
            code,
            lines.Split('\n')[0],
            [.. bodies.Keys],
            PageExample.Read(bodies.GetValueOrDefault("Avoid", "")),
            PageExample.Read(bodies.GetValueOrDefault("Prefer", "")));
    }

    [GeneratedRegex(@"^## (.+)\n", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SectionHeading();
}

/// <param name="Files">The files of the example; empty when the page says why there is none.</param>
/// <param name="Also">Codes that the example reports beside the page's own.</param>
/// <param name="Folders">What the example says about model folders.</param>
internal sealed partial record PageExample(ImmutableArray<PolicyText> Files, ImmutableArray<string> Also, bool IsLeftOut, IModelFolders Folders)
{
    public static PageExample Read(string section) => new(
        [.. Fence().Matches(section).Select(static m => File(m.Groups[1].Value))],
        [.. AlsoComment().Matches(section).SelectMany(static m => m.Groups[1].Value.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries))],
        section.Contains("<!-- no example: ", StringComparison.Ordinal),
        FoldersOf([.. Manifest().Matches(section).Select(static m => File(m.Groups[1].Value))]));

    public PolicyCompilation Compile() => PolicyCompiler.Compile(Files, Folders, TestContext.Current.CancellationToken);

    private static IModelFolders FoldersOf(PolicyText[] manifests) =>
        manifests.Length == 0 ? UnknownModelFolders.Instance : new ListedFolders([.. manifests.Select(static m => (m.Path.EndsWith(CalibrationFile.Suffix, StringComparison.Ordinal) ? m.Path : Path.GetDirectoryName(m.Path)!, m.Content))]);

    private static PolicyText File(string content)
    {
        var name = FileName().Match(content);
        return name.Success ? new PolicyText(name.Groups[1].Value, content[name.Length..]) : new PolicyText("policy.optpolicy", content);
    }

    [GeneratedRegex(@"^```optpolicy\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^```json\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Manifest();

    [GeneratedRegex("<!-- also: (.+?) -->", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AlsoComment();

    [GeneratedRegex(@"\A// file: (\S+)\n", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FileName();
}
