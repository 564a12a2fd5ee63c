using OptPolicy.Cli.Tests.Running;

namespace OptPolicy.Cli.Tests.Caching;

public class CachedWordingTests
{
    [Fact]
    public async Task ATestSaysWhichOtherWordingIsServed()
    {
        using var bench = new Workbench();
        bench.Write("desk.optpolicy", CachePolicy.With("threshold: 0.8\naudit: 100%").Replace("route {", """
            test "another wording" {
              prompt: "how can I reset my password"
              given cached "How do I reset my password?"
              expect cache hit
              expect cost <= $0.00
            }
            test "the semantic cache and no other" {
              prompt: "how can I reset my password"
              given cached "How do I reset my password?"
              expect cache semantic
            }
            test "the opposite" {
              prompt: "How do I turn off notifications?"
              given cached "How do I turn on notifications?"
              expect cache miss
            }
            test "the same words" {
              prompt: "How do I reset my password?"
              given cached
              expect cache hit
            }
            test "what is not so" {
              prompt: "How do I turn off notifications?"
              given cached "How do I turn on notifications?"
              expect cache semantic
            }
            route {
            """, StringComparison.Ordinal));

        var run = await bench.RunAsync("test", "desk.optpolicy");

        Assert.Equal((1, ""), (run.Code, run.Error));
        Assert.Contains("4 passed, 1 failed", run.Out, StringComparison.Ordinal);
        Assert.Contains("expected cache semantic, but it was miss", run.Out, StringComparison.Ordinal);
        Assert.Contains("Note: semantic cache: guard:negation at 0.", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnotherWordingIsServedFromTheFirstMinuteAndAnotherThingIsNot()
    {
        using var bench = new Workbench();
        bench.Write("desk.optpolicy", CachePolicy.With("max_false_hits: 5%\naudit: 5%").Replace("route {", """
            test "another wording" {
              prompt: "how can I change car oil?"
              given cached "How do I change oil on a car?"
              expect cache semantic
            }
            test "another thing" {
              prompt: "how many calories are in oreos"
              given cached "how many calories are in ice cream"
              expect cache miss
            }
            route {
            """, StringComparison.Ordinal));

        Assert.Contains("2 passed", (await bench.RunAsync("test", "desk.optpolicy")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnotherWordingNeedsASemanticCache()
    {
        using var bench = new Workbench();
        bench.Write("plain.optpolicy", CachePolicy.With("").Replace("cache semantic {\n    scope: [tenant]\n    \n  }\n", "test \"x\" {\n    prompt: \"a\"\n    given cached \"b\"\n    expect cache hit\n  }\n", StringComparison.Ordinal));

        var run = await bench.RunAsync("test", "plain.optpolicy");

        Assert.Equal(1, run.Code);
        Assert.Contains("the policy has no 'cache semantic' that could answer a request in other words", run.Out, StringComparison.Ordinal);
    }
}
