using OptPolicy.Generator.Tests.Harness;

namespace OptPolicy.Generator.Tests.Caching;

public sealed class SemanticCacheEmissionTests
{
    private const string Policy = """
        optpolicy 1

        model mini {
          provider: client
          price.input: $0.25/Mtok
          price.output: $2.00/Mtok
          context: 400ktok
          max_output: 16ktok
          supports: [tools]
        }

        model judge {
          provider: client
          price.input: $5.00/Mtok
          price.output: $20.00/Mtok
          context: 100ktok
          max_output: 1ktok
        }

        embedder minilm {
          provider: openai("text-embedding-3-small")
          endpoint: "https://llm.example.com/v1"
          api_key: env("EMBEDDER_KEY")
          dimensions: 384
        }

        verifier same {
          provider: onnx("models/same")
          least: 80%
        }

        policy Desk {
          cache exact {
            ttl: 1h
          }
          cache semantic {
            embed: minilm
            threshold: 0.88 tunable 0.8..0.99
            margin: 0.04
            max_false_hits: 1% tunable 0.5%..5%
            calibration: "desk.calibration.json"
            ttl: 6h
            scope: [tenant, user.locale]
            guards: [numbers, argument_order]
            doubts: serve
            audit: 2%
            explore: 3% tunable 0%..5%
            promote: 0.75
            share_after: 3
            store: redis("Cache:Redis")
            capacity: 2000 tunable 100..5000
            capacity_per_scope: 50
            tags: ["faq", "desk"]
            replay: paced
            seed: 7
            verify with same when similarity < 0.95
            bypass when has_tools or temperature > 0.3
          }
          retrieve from handbook {
            source: local("handbook.index")
            top: 6
            min_score: 0.35 tunable 0.1..0.9
            budget: 1500tok
            when intent != smalltalk
          }
          retrieve from faq {
            embed: minilm
            budget: 500tok
          }
          route {
            rule tools when has_tools use mini
            otherwise use mini
          }
        }

        """;

    private const string Calibration = """
        { "version": 1, "embedder": "f00d", "labels": 400, "level": 1.25, "slope": 41.5, "level_variance": 0.5, "covariance": -0.25, "slope_variance": 9 }
        """;

    private static PolicyProject Project(string policy = Policy, string calibration = Calibration) => new(
        PolicyProject.File("desk.optpolicy", policy),
        PolicyProject.File("desk.calibration.json", calibration));

    [Fact]
    public void WhatThePolicySaysAboutTheSemanticCacheReachesTheRuntime()
    {
        var policy = Project().LoadPolicy("Desk");

        var cache = policy.SemanticCache!;
        Assert.Equal((0.88, 0.04, 0.01, TimeSpan.FromHours(6)), (cache.Threshold, cache.Margin, cache.MostFalseHits, cache.Ttl));
        Assert.Equal(["tenant", "user.locale"], cache.Scope);
        Assert.Equal(GuardKinds.Numbers | GuardKinds.ArgumentOrder, cache.Guards);
        Assert.Equal(new HitCalibration(1.25, 41.5, 0.5, -0.25, 9, 400, "f00d"), cache.Calibration);
        Assert.Equal(new VerifierInfo("same", null, "models/same") { LeastProbability = 0.8 }, cache.Verifier);
        Assert.Equal(new SemanticStoreInfo("redis", "Cache:Redis"), cache.Store);
        Assert.Equal((2000, 50, 0.02, 3), (cache.Capacity, cache.CapacityPerScope, cache.AuditShare, cache.ShareAfterUsers));
        Assert.Equal((0.03, 0.75), (cache.ExploreShare, cache.PromoteFrom));
        Assert.Equal(["faq", "desk"], cache.Tags);
        Assert.Equal((true, true, 7UL), (cache.PacesReplay, cache.ServesDoubts, cache.Seed));
        Assert.Equal(
            new EmbedderInfo("minilm", EmbedderSource.OpenAI, "text-embedding-3-small") { Endpoint = "https://llm.example.com/v1", ApiKeyName = "EMBEDDER_KEY", Dimensions = 384 },
            policy.Embedders[cache.Embedder]);
    }

    [Fact]
    public void ConditionsOfTheCacheAreCompiled()
    {
        var policy = Project().LoadPolicy("Desk");

        Assert.True(policy.VerifyHit(new CacheCandidate(0.94)));
        Assert.False(policy.VerifyHit(new CacheCandidate(0.95)));
        Assert.True(policy.BypassSemanticCache(new RequestFacts([]) { HasTools = true, Temperature = 0 }));
        Assert.False(policy.BypassSemanticCache(new RequestFacts([]) { HasTools = false, Temperature = 0.3 }));
        Assert.False(policy.BypassExactCache(new RequestFacts([]) { HasTools = true }));
    }

    [Fact]
    public void RetrievalsKeepTheirOrderAndTheirConditions()
    {
        var policy = Project().LoadPolicy("Desk");

        Assert.Equal(
            [
                new RetrievalSettings(0, "handbook", new SemanticStoreInfo("local", "handbook.index"), 1, 6, 0.35, 1500) { Search = RetrievalSearch.Hybrid },
                new RetrievalSettings(1, "faq", new SemanticStoreInfo("collection", "faq"), 0, 5, 0, 500),
            ],
            policy.Retrievals);
        Assert.Equal(EmbedderSource.Shipped, policy.Embedders[1].Source);
        Assert.False(policy.Retrieves(0, new RequestFacts([]) { Intent = "smalltalk" }));
        Assert.True(policy.Retrieves(1, new RequestFacts([]) { Intent = "smalltalk" }));
    }

    [Theory]
    [InlineData("missing", true)]
    [InlineData("found", false)]
    public async Task AnAppWithoutANativeRuntimeIsToldThatItsEmbedderNeedsOne(string nativeRuntime, bool isTold)
    {
        var text = Policy[..Policy.IndexOf("  cache semantic {", StringComparison.Ordinal)] + "  cache semantic\n" + Policy[Policy.IndexOf("  route {", StringComparison.Ordinal)..];

        var codes = (await new PolicyProject(PolicyProject.File("desk.optpolicy", text)) { NativeRuntime = nativeRuntime }.AnalyzeAsync()).Select(static d => d.Id);

        Assert.Equal(isTold, codes.Contains("OPT9004", StringComparer.Ordinal));
    }

    [Fact]
    public void ACacheThatSaysNothingTakesWhatTheLibraryShips()
    {
        var text = Policy[..Policy.IndexOf("  cache semantic {", StringComparison.Ordinal)] + "  cache semantic\n" + Policy[Policy.IndexOf("  route {", StringComparison.Ordinal)..];
        var policy = Project(text).LoadPolicy("Desk");

        var cache = policy.SemanticCache!;
        Assert.Equal(new EmbedderInfo("shipped", EmbedderSource.Shipped, null), Assert.Single(policy.Embedders));
        Assert.Equal((0.85, TimeSpan.FromHours(24), GuardKinds.All, null), (cache.Threshold, cache.Ttl, cache.Guards, cache.Verifier));
        Assert.Equal(new SemanticStoreInfo("local", "cache"), cache.Store);
        Assert.False(policy.VerifyHit(new CacheCandidate(0.94)));
        Assert.Empty(policy.Retrievals);
    }

    [Fact]
    public void AModelThatJudgesIsOneOfThePolicysModelsButNoBaseline()
    {
        var policy = Project(Policy.Replace("verify with same when similarity < 0.95", "verify with judge", StringComparison.Ordinal)).LoadPolicy("Desk");

        var verifier = policy.SemanticCache!.Verifier!;
        Assert.Equal("judge", policy.Models[verifier.Model!.Value].Name);
        Assert.Equal("mini", policy.Models[policy.BaselineModel].Name);
        Assert.True(policy.VerifyHit(new CacheCandidate(1)));
    }

    [Fact]
    public void AnotherCalibrationMakesAnotherPolicy()
    {
        var first = Project().LoadPolicy("Desk").Hash;
        var second = Project(calibration: Calibration.Replace("1.25", "1.26", StringComparison.Ordinal)).LoadPolicy("Desk").Hash;

        Assert.NotEqual(first, second);
    }

    [Fact]
    public async Task ACalibrationThatTheBuildDoesNotKnowStopsIt()
    {
        var diagnostic = Assert.Single(await new PolicyProject(PolicyProject.File("desk.optpolicy", Policy)).AnalyzeAsync(), static d => d.Severity == Microsoft.CodeAnalysis.DiagnosticSeverity.Error);

        Assert.Equal("OPT8013", diagnostic.Id);
    }

    [Fact]
    public async Task ACalibrationThatCannotBeReadSaysWhere()
    {
        var diagnostic = Assert.Single(await Project(calibration: "{ \"version\": 1,\n  \"labels\": \"many\" }").AnalyzeAsync(), static d => d.Severity == Microsoft.CodeAnalysis.DiagnosticSeverity.Error);

        Assert.Equal("OPT8014", diagnostic.Id);
        Assert.Contains("desk.calibration.json(2,13): 'labels' must be a number", diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }
}
