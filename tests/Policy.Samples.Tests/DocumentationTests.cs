using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using OptPolicy.Evaluation.Language;
using OptPolicy.Generator;
using OptPolicy.Language;
using OptPolicy.Language.Text;

namespace OptPolicy.Samples.Tests;

/// <summary>What the guide tells a newcomer to type works as it stands.</summary>
public sealed partial class DocumentationTests
{
    private static readonly string Root = Path.GetFullPath(Path.Combine(SampleFiles.Source, "..", ".."));

    [Theory]
    [InlineData("docs/guide.md")]
    [InlineData("docs/local-models.md")]
    [InlineData("README.md")]
    public void EveryPolicyInThePageCompiles(string page)
    {
        foreach (var policy in Blocks(page, "optpolicy"))
            Assert.Empty(Errors([new PolicyText("shop.optpolicy", policy)]));
    }

    [Fact]
    public void TheImportOfAReadyPolicyCompiles()
    {
        var importing = Assert.Single(Blocks("policies/README.md", "optpolicy"));
        Assert.Empty(Errors([new PolicyText("shop.optpolicy", importing), Ready("chat")]));
    }

    [Theory]
    [InlineData("chat")]
    [InlineData("rag")]
    [InlineData("agent")]
    public void AReadyPolicyHasNeitherErrorsNorWarnings(string name) =>
        Assert.DoesNotContain(PolicyCompiler.Compile([Ready(name)], TestContext.Current.CancellationToken).Diagnostics, static d => d.Severity is not OptPolicy.Language.Diagnostics.DiagnosticSeverity.Info);

    [Fact]
    public void EveryCSharpSnippetOfTheGuideCompilesAgainstItsPolicy()
    {
        var policy = Assert.Single(Blocks("docs/guide.md", "optpolicy"));
        var snippets = Blocks("docs/guide.md", "csharp");
        Assert.Equal(3, snippets.Length);
        foreach (var snippet in snippets)
        {
            var isProgram = snippet.Contains("var builder", StringComparison.Ordinal);
            var compilation = CSharpCompilation.Create(
                "Shop",
                [CSharpSyntaxTree.ParseText(snippet), CSharpSyntaxTree.ParseText(ImplicitUsings)],
                References,
                new CSharpCompilationOptions(isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
            CSharpGeneratorDriver.Create([new PolicyGenerator().AsSourceGenerator()], [new PolicyFile("shop.optpolicy", policy)], optionsProvider: new ProjectOptions("Shop.App"))
                .RunGeneratorsAndUpdateCompilation(compilation, out var withPolicy, out _, TestContext.Current.CancellationToken);
            withPolicy = withPolicy.AddSyntaxTrees(CSharpSyntaxTree.ParseText("global using Shop.App;"));
            Assert.Empty(withPolicy.GetDiagnostics(TestContext.Current.CancellationToken).Where(static d => d.Severity == DiagnosticSeverity.Error));
        }
    }

    [Fact]
    public void TheTunableSettingOfTheGuideExists()
    {
        var compilation = PolicyCompiler.Compile([new PolicyText("shop.optpolicy", Assert.Single(Blocks("docs/guide.md", "optpolicy")))], TestContext.Current.CancellationToken);
        var tunable = Assert.Single(compilation.Files[0].Policies[0].Tunables);
        Assert.Contains($"\"{tunable.Name}\"", Assert.Single(Blocks("docs/guide.md", "json")), StringComparison.Ordinal);
    }

    private const string ImplicitUsings = "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Threading; global using System.Threading.Tasks;";

    private static IEnumerable<MetadataReference> References =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(static p => Path.GetFileName(p) is not ("SupportDesk.dll" or "OptPolicy.Samples.Tests.dll"))
            .Select(static p => MetadataReference.CreateFromFile(p));

    private static PolicyText Ready(string name) => new($"policies/{name}.optpolicy", File.ReadAllText(Path.Combine(Root, "policies", name + ".optpolicy")));

    private static IEnumerable<string> Errors(ImmutableArray<PolicyText> files) =>
        PolicyCompiler.Compile(files, TestContext.Current.CancellationToken).Diagnostics
            .Where(static d => d.Severity == OptPolicy.Language.Diagnostics.DiagnosticSeverity.Error)
            .Select(static d => $"{d.Location}: {d.Code} {d.Message}");

    private static ImmutableArray<string> Blocks(string page, string language) =>
        [.. Fence().Matches(File.ReadAllText(Path.Combine(Root, page))).Where(m => m.Groups["language"].Value == language).Select(static m => m.Groups["text"].Value)];

    [GeneratedRegex("^```(?<language>[a-z]+)\n(?<text>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Fence();
}
