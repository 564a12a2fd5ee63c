using OptPolicy.EndToEnd.Tests.Harness;

namespace OptPolicy.EndToEnd.Tests;

public sealed class PackagedAppTests(PackageFeed feed) : IClassFixture<PackageFeed>
{
    [Fact]
    public async Task PlantedMistakesShowAtTheirPlacesAndTheRepairedAppRunsWithItsPolicyTests()
    {
        var app = new TemporaryApp(feed, "Shop", "Shop.Tests");

        var broken = await app.BuildAsync("Shop");
        Assert.NotEqual(0, broken.ExitCode);
        Assert.Equal(
            [
                "desk.optpolicy(15,3): OPT2003",
                "desk.optpolicy(26,47): OPT2001",
                "desk.optpolicy(27,35): OPT1014",
                "desk.optpolicy(32,12): OPT3001",
                "desk.optpolicy(7,12): OPT3001",
            ],
            TemporaryApp.Diagnostics(broken.Output).Order(StringComparer.Ordinal));

        app.Replace("Shop/desk.optpolicy", "context: 128000", "context: 128ktok");
        app.Replace("Shop/desk.optpolicy", "  contxt: 128ktok\n", "");
        app.Replace("Shop/desk.optpolicy", "lage", "large");
        app.Replace("Shop/desk.optpolicy", "input.tokens > use", "input.tokens > 2ktok use");
        app.Replace("Shop/desk.optpolicy", "limit: 50.00", "limit: $50.00/day");

        Directory.CreateDirectory(app.PathOf("Shop/models"));
        await File.WriteAllTextAsync(app.PathOf("Shop/models/desk.intents"), "trained", TestContext.Current.CancellationToken);
        var repaired = await app.BuildAsync("Shop");
        Assert.True(repaired.ExitCode == 0, repaired.Output);
        Assert.True(File.Exists(app.PathOf("Shop/bin/Debug/net10.0/models/desk.intents")), "an app finds its trained intents beside itself");
        var run = await app.RunAsync("Shop");
        Assert.Equal(
            """
            otherwise -> small, paid $0.00045, unmanaged $0.00225
            legal -> large, paid $0.00225, unmanaged $0.00225
            vip -> large, paid $0.00225, unmanaged $0.00225
            $0.25/Mtok legal
            """,
            run.Output.ReplaceLineEndings("\n").Trim());

        var tests = await app.BuildAsync("Shop.Tests");
        Assert.True(tests.ExitCode == 0, tests.Output);
        var passed = await app.RunAsync("Shop.Tests");
        Assert.Contains("Total: 2, Errors: 0, Failed: 0", passed.Output, StringComparison.Ordinal);

        app.Replace("Shop/desk.optpolicy", "expect model large", "expect model small");
        await app.BuildAsync("Shop.Tests");
        var failed = await app.RunAsync("Shop.Tests");
        Assert.NotEqual(0, failed.ExitCode);
        Assert.Contains("desk.optpolicy:37", failed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AppWithALocalModelIsToldItsMissingPackageAndAnswersInProcessWithIt()
    {
        var app = new TemporaryApp(feed, "Home");

        var bare = await app.BuildAsync("Home");
        Assert.True(bare.ExitCode == 0, bare.Output);
        Assert.Equal(["home.optpolicy(4,7): OPT9004"], TemporaryApp.Diagnostics(bare.Output));
        Assert.Contains("dotnet add package OptPolicy.Backend.Cpu", bare.Output, StringComparison.Ordinal);
        Assert.Contains("The native ONNX Runtime is missing", (await app.RunAsync("Home")).Output, StringComparison.Ordinal);

        app.Replace("Home/Home.csproj", "  </ItemGroup>", "    <PackageReference Include=\"OptPolicy.Backend.Cpu\" Version=\"$(OptPolicyVersion)\" />\n  </ItemGroup>");
        var whole = await app.BuildAsync("Home");
        Assert.True(whole.ExitCode == 0, whole.Output);
        Assert.Empty(TemporaryApp.Diagnostics(whole.Output));
        Assert.Matches(@"^tiny answered \d+ tokens for \$0", (await app.RunAsync("Home")).Output);
    }
}
