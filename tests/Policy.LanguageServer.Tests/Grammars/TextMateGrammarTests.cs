using OptPolicy.LanguageServer.Grammars;
using OptPolicy.LanguageServer.Tests.Running;

namespace OptPolicy.LanguageServer.Tests.Grammars;

public sealed class TextMateGrammarTests
{
    private static string Extension => Path.Combine(Repository.Folder, "editors", "vscode");

    [Fact]
    public void GrammarOfTheExtensionIsMadeFromTheLanguagesTables()
    {
        var path = Path.Combine(Extension, "syntaxes", "optpolicy.tmLanguage.json");
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(path, TextMateGrammar.Render());
        }

        Assert.True(File.Exists(path), "the grammar is missing; run with UPDATE_GOLDEN=1");
        Assert.Equal(File.ReadAllText(path), TextMateGrammar.Render(), ignoreLineEndingDifferences: true);
    }

    [Fact]
    public async Task GrammarScopesAreAsTheMarkedFilesSay()
    {
        SkipWithoutPackages();
        var (code, output) = await Node.RunAsync(Extension, Path.Combine("node_modules", "vscode-tmgrammar-test", "dist", "unit.js"), "--grammar", "syntaxes/optpolicy.tmLanguage.json", "test/grammar/*.optpolicy");
        Assert.True(code == 0, output);
    }

    [Fact]
    public async Task ExtensionBundlesIntoOneFile()
    {
        SkipWithoutPackages();
        var bundle = Path.Combine(Path.GetTempPath(), $"optpolicy-{Guid.NewGuid():N}.js");
        try
        {
            var (code, output) = await Node.RunAsync(Extension, Path.Combine("node_modules", "esbuild", "bin", "esbuild"), "src/extension.js", "--bundle", "--platform=node", "--format=cjs", "--external:vscode", $"--outfile={bundle}");
            Assert.True(code == 0, output);
            var script = await File.ReadAllTextAsync(bundle, TestContext.Current.CancellationToken);
            Assert.Contains("optpolicy.restartServer", script, StringComparison.Ordinal);
            Assert.Contains("LanguageClient", script, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(bundle);
        }
    }

    private static void SkipWithoutPackages()
    {
        Assert.SkipUnless(Node.IsInstalled, "node is not installed");
        Assert.SkipUnless(Directory.Exists(Path.Combine(Extension, "node_modules")), "the extension's packages are missing: run 'npm ci' in editors/vscode");
    }
}
