using OptPolicy.LanguageServer.Tests.Running;

namespace OptPolicy.LanguageServer.Tests;

/// <summary>The server as editors run it: a process of its own, spoken to over standard streams by the library that editors use.</summary>
public sealed class ClientLibraryTests
{
    [Fact]
    public async Task ServerSpeaksToTheLibraryThatEditorsUse()
    {
        var client = Path.Combine(Repository.Folder, "tests", "Policy.LanguageServer.Tests", "client");
        Assert.SkipUnless(Node.IsInstalled, "node is not installed");
        Assert.SkipUnless(Directory.Exists(Path.Combine(client, "node_modules")), "the client's packages are missing: run 'npm ci' in tests/Policy.LanguageServer.Tests/client");
        var tool = Path.Combine(Repository.Folder, "src", "Policy.Cli", "bin", Repository.Configuration, "net10.0", "optpolicy.dll");
        Assert.True(File.Exists(tool), "the command line is not built");

        var (code, output) = await Node.RunAsync(client, "session.mjs", Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet", tool, "lsp");
        Assert.True(code == 0, output);
        Assert.DoesNotContain("FAIL", output, StringComparison.Ordinal);
        Assert.Equal(14, output.Split('\n').Count(static line => line.StartsWith("ok ", StringComparison.Ordinal)));
    }
}
