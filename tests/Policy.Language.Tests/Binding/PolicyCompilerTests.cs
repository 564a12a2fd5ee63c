using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Semantics;

namespace OptPolicy.Language.Tests.Binding;

public class PolicyCompilerTests
{
    private const string Routing = Compiling.Models + """
        /// Answers shop questions.
        policy Desk {
          baseline: premium
          cache exact {
            ttl: 12h tunable 1h..48h
            scope: [tenant]
            bypass when temperature > 0.3
          }

          route {
            rule vip when user.tier == enterprise use premium
            rule short when input.tokens < 2ktok and language in [en, de] use triage
            otherwise use mini
          }

          cascade triage {
            try mini accept when confidence >= 70%
            otherwise use premium
          }

          fallback {
            commit: after(64tok)
            try premium after 20s
            retry 3 when status in [429, 503] with backoff(250ms, 4s)
          }

          budget per tenant {
            limit: $50.00/day
            at 80% warn
            at 100% degrade to mini
          }

          test "a short one" {
            prompt: "Hello"
            user.tier: free
            input.tokens: 10tok
            given mini answers "Hi" confidence 0.4
            given budget tenant used 50%
            expect rule short
            expect model premium
            expect cost <= $0.5
          }
        }
        """;

    [Fact]
    public void PolicyHasModelsRulesAndPlansInOrder()
    {
        var policy = Compiling.Policy(Routing);

        Assert.Equal("Desk", policy.Name);
        Assert.Equal("Answers shop questions.", policy.Documentation);
        Assert.Equal(["mini", "premium"], policy.Models.Select(static m => m.Name));
        Assert.Equal(["vip", "short", "otherwise"], policy.Rules.Select(static r => r.Name));
        Assert.Equal(["premium", "triage", "mini"], policy.Plans.Select(static p => p.Name));
        Assert.Equal([0, 1, 2], policy.Rules.Select(static r => r.Plan));
        Assert.Equal([0, 1], policy.Plans[1].Steps.Select(static s => s.Model));
        Assert.Null(policy.Plans[1].Steps[1].Accept);
        Assert.Equal(1, policy.BaselineModel);
    }

    [Fact]
    public void QuantitiesAreInBaseUnits()
    {
        var policy = Compiling.Policy(Routing);

        Assert.Equal(0.00000025m, policy.Models[0].PriceInput);
        Assert.Equal(400_000, policy.Models[0].ContextTokens);
        Assert.Equal(12 * 3600, policy.ExactCache!.Ttl.Value.Number);
        Assert.Equal(0.25m, policy.Fallback!.Retry!.BaseDelay);
        Assert.Equal(CommitPoint.AfterTokens, policy.Fallback.Commit);
        Assert.Equal(64, policy.Fallback.CommitAfterTokens);
        Assert.Equal(20, policy.Fallback.Steps[0].After!.Value.Value.Number);
        Assert.Equal(0.8m, policy.Budgets[0].Steps[0].At);
        Assert.Equal(BudgetWindow.Day, policy.Budgets[0].Window);
    }

    [Fact]
    public void TunableSettingBecomesAnOptionWithItsRange()
    {
        var policy = Compiling.Policy(Routing);

        var tunable = Assert.Single(policy.Tunables);
        Assert.Equal("CacheExactTtl", tunable.Name);
        Assert.Equal((3600m, 48 * 3600m), (tunable.Low.Number, tunable.High.Number));
        Assert.Equal(0, policy.ExactCache!.Ttl.Tunable);
    }

    [Fact]
    public void TestBlockHoldsFactsScriptAndExpectations()
    {
        var test = Assert.Single(Compiling.Policy(Routing).Tests);

        Assert.Equal("Hello", test.Prompt);
        Assert.Equal([new PinnedFact("user.tier", Constant.OfEnum("free")), new PinnedFact("input.tokens", Constant.Of(Semantics.ValueType.Tokens, 10))], test.Facts);
        Assert.Equal([GivenKind.Answers, GivenKind.BudgetUsed], test.Givens.Select(static g => g.Kind));
        Assert.Equal(0.4m, test.Givens[0].Confidence);
        Assert.Equal(BudgetScope.Tenant, test.Givens[1].Budget);
        Assert.Equal([ExpectKind.Rule, ExpectKind.Model, ExpectKind.Cost], test.Expectations.Select(static e => e.Kind));
    }

    [Fact]
    public void HashIgnoresLayoutCommentsAndTestsButNotBehaviour()
    {
        var hash = Compiling.Policy(Routing).Hash;

        Assert.Equal(hash, Compiling.Policy(Routing.Replace("    at 80% warn", "    // soon\n    at   80%   warn")).Hash);
        Assert.Equal(hash, Compiling.Policy(Routing.Replace("expect cost <= $0.5", "expect cost <= $0.6")).Hash);
        Assert.NotEqual(hash, Compiling.Policy(Routing.Replace("at 80%", "at 81%")).Hash);
        Assert.NotEqual(hash, Compiling.Policy(Routing.Replace("$2.00/Mtok", "$2.01/Mtok")).Hash);
    }

    [Fact]
    public void MistakesInOnePolicyDoNotHideThoseElsewhere()
    {
        var compilation = Compiling.Text(Routing.Replace("ttl: 12h", "ttl 12h") + """

            policy Other {
              route {
                otherwise use premum
              }
            }
            """);

        Assert.Equal(["OPT1013", "OPT2001"], compilation.Diagnostics.Where(static d => d.Severity == DiagnosticSeverity.Error).Select(static d => d.Code));
        Assert.Empty(compilation.Files[0].Policies);
    }

    [Fact]
    public void PolicyWithErrorsIsAbsentAndItsNeighbourIsNot()
    {
        var compilation = Compiling.Text(Compiling.Models + """
            policy Good {
              route {
                rule tools when has_tools use mini
                otherwise use premium
              }
            }

            policy Bad {
              route {
                otherwise use nobody
              }
            }
            """);

        Assert.Equal("Good", Assert.Single(compilation.Files[0].Policies).Name);
    }
}
