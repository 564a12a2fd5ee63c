using OptPolicy.Language.Analysis;

namespace OptPolicy.Language.Tests.Checking;

public class CostCheckTests
{
    private const string Chain = """
        route {
          rule short when input.tokens < 1ktok use triage
          otherwise use mini
        }

        cascade triage {
          try tiny accept when confidence >= 80%
          otherwise use premium
        }

        fallback {
          try mini
          retry 2 when status in [429, 503]
        }
        """;

    [Fact]
    public void TheWorstCaseAddsEveryModelOfTheChainWithItsRetries()
    {
        var rules = CostAnalysis.Explain(Checked.Body(Chain).Policy);

        // premium: 999 × $1.25/M + 32,000 × $10/M; mini: 999 × $0.25/M + 16,000 × $2/M, three calls each.
        Assert.Equal(3 * (0.32124875m + 0.03224975m), rules[0].WorstCase);
        Assert.Equal("tiny 3 × $0 + premium 3 × $0.32 + mini 3 × $0.032 = $1.06", rules[0].Sum);

        // The whole window of mini: 400,000 × $0.25/M + 16,000 × $2/M.
        Assert.Equal(3 * 0.132m, rules[1].WorstCase);
    }

    [Fact]
    public void ThePolicyCarriesItsProvedBound() => Assert.Equal(3 * (0.32124875m + 0.03224975m), Checked.Body(Chain).Policy.WorstCaseCost);

    [Fact]
    public void AnExceededAssertionSpellsTheDearestPathOut()
    {
        var check = Checked.Body(Chain + "\nassert cost <= $0.50/req");

        Assert.Contains(
            "OPT4010 at 'assert cost <= $0.50/req': a request can cost $1.06, more than the $0.50 asserted; for example input.tokens = 499tok takes rule 'short': tiny 3 × $0 + premium 3 × $0.32 + mini 3 × $0.032 = $1.06",
            check.Messages);
        Assert.DoesNotContain(Checked.Body(Chain + "\nassert cost <= $1.07/req").Diagnostics, static d => d.Code == "OPT4010");
    }

    [Fact]
    public void ARequestBudgetHoldsEveryRequestToItsLimit()
    {
        var check = Checked.Body(Chain + "\nassert cost <= $0.50/req\nbudget per request {\n  limit: $0.50/req\n}");

        Assert.DoesNotContain(check.Diagnostics, static d => d.Code == "OPT4010");
        Assert.Equal(0.5m, check.Policy.WorstCaseCost);
        Assert.EndsWith("= $1.06, held to $0.50 by the request budget", CostAnalysis.Explain(check.Policy)[0].Sum, StringComparison.Ordinal);
    }

    [Fact]
    public void ATunableRequestBudgetCountsAtItsHighest()
    {
        var check = Checked.Body(Chain + "\nbudget per request {\n  limit: $0.10/req tunable $0.05/req..$0.80/req\n}");

        Assert.Equal(0.8m, check.Policy.WorstCaseCost);
    }

    [Fact]
    public void AnUnreachableRuleCostsNothing()
    {
        var check = Checked.Route("""
            rule all when not has_tools use tiny
            rule images when has_images and not has_tools use premium
            otherwise use mini
            """);

        Assert.Equal(0.132m, check.Policy.WorstCaseCost);
    }

    [Fact]
    public void ADearerModelThatABudgetDegradesToCounts()
    {
        var check = Checked.Route("otherwise use mini", "budget per tenant {\n  limit: $50.00/day\n  at 100% degrade to premium\n}");

        // premium: 400,000 × $1.25/M + 32,000 × $10/M.
        Assert.Equal(0.82m, check.Policy.WorstCaseCost);
    }
}
