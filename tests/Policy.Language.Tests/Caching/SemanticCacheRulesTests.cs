using OptPolicy.Language.Checking.Caching;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Tests.Checking;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Tests.Caching;

public class SemanticCacheRulesTests
{
    private const string Rest = """

        route {
          otherwise use tiny
        }
        """;

    private static Checked Cache(string body) => Checked.Body($"cache exact\ncache semantic {{\n  {body}\n}}{Rest}");

    [Fact]
    public void APlainCacheIsFine() => Assert.Empty(Checked.Body("cache exact\ncache semantic" + Rest).Messages);

    [Theory]
    [InlineData("threshold: 0.7", "OPT8010")]
    [InlineData("threshold: 0.7\n  verify with mini", null)]
    [InlineData("threshold: 0.7\n  verify with mini when similarity < 0.9", null)]
    [InlineData("threshold: 0.7\n  verify with mini when similarity > 0.75", "OPT8010")]
    [InlineData("threshold: 0.7\n  verify with mini when similarity in 0.7..0.75", "OPT8010")]
    [InlineData("threshold: 0.7\n  max_false_hits: 5%\n  audit: 1%", null)]
    [InlineData("threshold: 0.8", null)]
    [InlineData("threshold: 1", "OPT8015")]
    [InlineData("threshold: 1\n  verify with mini", null)]
    [InlineData("max_false_hits: 1%", "OPT8011")]
    [InlineData("max_false_hits: 1%\n  audit: 0%", "OPT8011")]
    [InlineData("max_false_hits: 1%\n  audit: 0% tunable 0%..5%", null)]
    [InlineData("max_false_hits: 1%\n  calibration: \"desk.calibration.json\"", null)]
    [InlineData("max_false_hits: 1%\n  explore: 1%", null)]
    [InlineData("promote: 0.8", "OPT8026")]
    [InlineData("promote: 0.8\n  verify with mini", null)]
    [InlineData("verify with tiny", "OPT8018")]
    [InlineData("verify with mini when similarity < 0.5", "OPT8016")]
    [InlineData("verify with mini when similarity <= 0.5", null)]
    [InlineData("verify with mini when similarity < 0.9 and similarity > 0.95", "OPT4002")]
    [InlineData("bypass when turns > 3 and turns < 2", "OPT4008")]
    [InlineData("ttl: 0s", "OPT8002")]
    [InlineData("store: postgres(\"Host=db;Username=cache;Password=secret\")", "OPT8021")]
    [InlineData("store: redis(\"redis://cache:secret@host:6379\")", "OPT8021")]
    [InlineData("store: redis(\"host:6379,ssl=true\")", null)]
    [InlineData("store: postgres(\"Passwords:Cache\")", null)]
    [InlineData("capacity: 100\n  capacity_per_scope: 100", "OPT8022")]
    [InlineData("capacity: 100 tunable 100..200\n  capacity_per_scope: 100", null)]
    [InlineData("capacity: 20000000", "OPT8023")]
    [InlineData("capacity: 20000000\n  store: redis(\"Cache\")", null)]
    [InlineData("scope: []", "OPT8012")]
    public void EachMistakeIsSaidOnce(string body, string? code) =>
        Assert.Equal(code is null ? [] : [code], Cache(body).Diagnostics.Select(static d => d.Code));

    [Fact]
    public void ToolsThatAPolicyCannotCallNeedNoBypass()
    {
        const string Tools = "cache exact\ncache semantic\nroute {\n  otherwise use mini\n}";

        var check = Checked.Body(Tools);
        Assert.Equal(["OPT8019"], check.Diagnostics.Select(static d => d.Code));
        Assert.Contains("cache semantic {\n    bypass when has_tools\n  }", check.Fixed("OPT8019"), StringComparison.Ordinal);
        Assert.Empty(Checked.Body(Tools.Replace("cache semantic", "cache semantic {\n  bypass when has_tools or turns > 5\n}", StringComparison.Ordinal)).Messages);
        Assert.Equal(["OPT8019"], Checked.Body(Tools.Replace("cache semantic", "cache semantic {\n  bypass when has_tools and turns > 5\n}", StringComparison.Ordinal)).Diagnostics.Select(static d => d.Code));
    }

    [Theory]
    [InlineData(0.05, 59)]
    [InlineData(0.02, 149)]
    [InlineData(0.01, 299)]
    public void LabelsThatABoundNeeds(double bound, int labels) => Assert.Equal(labels, FalseHitCheck.LeastLabels((decimal)bound));

    [Fact]
    public void AJudgeIsPartOfTheWorstCase()
    {
        var plain = Checked.Body("cache exact\ncache semantic" + Rest).Policy.WorstCaseCost;
        var judged = Cache("verify with mini").Policy.WorstCaseCost;

        // 400 ktok in and 16 ktok out of mini, twice.
        Assert.Equal(0, plain);
        Assert.Equal(2 * ((400_000 * 0.25m) + (16_000 * 2m)) / 1_000_000, judged);
    }

    [Fact]
    public void AnAssertedCostNamesTheJudge()
    {
        var check = Checked.Body("cache exact\ncache semantic {\n  verify with mini\n}\nassert cost <= $0.10/req" + Rest);

        var message = Assert.Single(check.Diagnostics).Message;
        Assert.Contains("and mini 2 × $0.13 to judge near hits", message, StringComparison.Ordinal);
    }

    [Fact]
    public void ExtendingMergesTheCacheByItsSettings()
    {
        var check = Checked.Body("cache exact\ncache semantic {\n  threshold: 0.9\n  audit: 1%\n  bypass when turns > 3\n}\nretrieve from faq {\n  top: 3\n  budget: 100tok\n  when turns < 3\n}" + Rest);
        var content = check.Content.Replace("policy Desk {", "policy Base {", StringComparison.Ordinal)
            + "\npolicy Desk extends Base {\n  cache semantic {\n    threshold: 0.95\n    bypass when stream\n  }\n  retrieve from faq {\n    top: 7\n  }\n  retrieve from more {\n    budget: 50tok\n  }\n}\n";

        var policy = Assert.Single(Binding.Compiling.Text(content).Files).Policies[1];

        Assert.Equal((0.95m, 0.01m, 2), (policy.SemanticCache!.Threshold.Value.Number, policy.SemanticCache.Audit.Value.Number, policy.SemanticCache.Bypass.Count));
        Assert.Equal(["faq", "more"], policy.Retrievals.Select(static r => r.Collection));
        Assert.Equal((7, 100L, true), (policy.Retrievals[0].Top, policy.Retrievals[0].BudgetTokens, policy.Retrievals[0].When is not null));
    }

    [Fact]
    public void OneCollectionIsRetrievedFromOnce() =>
        Assert.Contains("OPT2002", Checked.Body("retrieve from faq {\n  budget: 100tok\n}\nretrieve from faq {\n  budget: 50tok\n}" + Rest).Diagnostics.Select(static d => d.Code));

    [Fact]
    public void WhatAPolicyNamesOutsideIsPartOfItsHash()
    {
        string Hash(string least) => Assert.Single(Binding.Compiling.Policy(Cache("verify with same").Content.Replace("policy Desk", $"verifier same {{\n  least: {least}\n}}\n\npolicy Desk", StringComparison.Ordinal)).Hash.Split(' '));

        Assert.NotEqual(Hash("50%"), Hash("80%"));
        Assert.Equal(Hash("80%"), Hash("80%"));
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("  embed: own\n", "made with the embedder shipped, and this cache uses client own")]
    [InlineData("  guards: [negation]\n", "made with the guards [numbers, negation], and this cache uses [negation]")]
    [InlineData("  verify with same\n", "made with the verifier none, and this cache uses shipped from 80%")]
    [InlineData("  verify with mini\n", "made with the verifier none, and this cache uses model mini")]
    public void ACalibrationSpeaksOfWhatItWasMadeWith(string changed, string? message)
    {
        const string Json = """
            { "version": 1, "embedder": "f00d", "labels": 800, "level": 1, "slope": 41, "level_variance": 0.5, "covariance": 0, "slope_variance": 9,
              "made_with": { "embedder": "shipped", "guards": ["numbers", "negation"], "verifier": "none" } }
            """;
        var guards = changed.Contains("guards", StringComparison.Ordinal) ? "" : "  guards: [numbers, negation]\n";
        var content = Checked.Body($"cache exact\ncache semantic {{\n  max_false_hits: 1%\n  calibration: \"desk.calibration.json\"\n{guards}{changed}}}{Rest}").Content
            .Replace("policy Desk", "embedder own { provider: client }\nverifier same { least: 80% }\n\npolicy Desk", StringComparison.Ordinal);

        var diagnostics = PolicyCompiler.Compile([new PolicyText("desk.optpolicy", content)], new ListedFolders(("desk.calibration.json", Json)), TestContext.Current.CancellationToken).Diagnostics;

        Assert.Equal(message is null ? [] : [$"'desk.calibration.json' was {message}"], diagnostics.Where(static d => d.Code is "OPT8024").Select(static d => d.Message.Split(':')[0]));
        Assert.Equal(message is not null, diagnostics.Any(static d => d.Severity == DiagnosticSeverity.Error));
    }
}
