using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Semantics;

namespace OptPolicy.Language.Tests.Binding;

public class InheritanceTests
{
    private const string Baseline = Compiling.Models + """
        extern is_vip(request)

        policy Baseline {
          cache exact {
            ttl: 24h
            scope: [tenant]
            bypass when has_tools
          }

          route {
            rule vip when is_vip(request) use premium
            rule images when has_images use mini
            otherwise use triage
          }

          cascade triage {
            try mini accept when confidence >= 70%
            otherwise use premium
          }

          fallback {
            commit: end
            try premium
            retry 2
          }

          budget per tenant {
            limit: $50.00/day
            at 80% warn
          }

          test "tools" {
            has_tools: true
            expect rule otherwise
          }
        }


        """;

    [Fact]
    public void PolicyWithoutABlockTakesTheInheritedOne()
    {
        var child = Child("");

        Assert.Equal(["vip", "images", "otherwise"], child.Rules.Select(static r => r.Name));
        Assert.True(child.Plans[2].IsCascade);
        Assert.Equal("is_vip", Assert.Single(child.Externs).Name);
        Assert.Empty(child.Tests);
    }

    [Fact]
    public void InheritSplicesTheInheritedRulesAndKeepsOtherwiseLast()
    {
        var child = Child("""
            route {
              rule json when wants_json use mini
              inherit
              rule long when turns > 20 use premium
            }
            """);

        Assert.Equal(["json", "vip", "images", "long", "otherwise"], child.Rules.Select(static r => r.Name));
        Assert.Null(child.Rules[^1].When);
    }

    [Fact]
    public void OwnOtherwiseReplacesTheInheritedOne()
    {
        var child = Child("""
            route {
              inherit
              otherwise use premium
            }
            """);

        Assert.Equal(["vip", "images", "otherwise"], child.Rules.Select(static r => r.Name));
        Assert.Equal("premium", child.Plans[child.Rules[^1].Plan].Name);
    }

    [Fact]
    public void OrderedBlockWithoutInheritReplacesTheInheritedOne()
    {
        var child = Child("""
            fallback {
              try mini
            }
            """);

        Assert.Equal("mini", child.Models[Assert.Single(child.Fallback!.Steps).Model].Name);
        Assert.Null(child.Fallback.Retry);
        Assert.Equal(CommitPoint.End, child.Fallback.Commit);
    }

    [Fact]
    public void SettingsMergeByNameAndEveryBypassHolds()
    {
        var child = Child("""
            cache exact {
              ttl: 1h
              bypass when temperature > 0.5
            }
            """);

        Assert.Equal(3600, child.ExactCache!.Ttl.Value.Number);
        Assert.Equal(["tenant"], child.ExactCache.Scope);
        Assert.Equal(2, child.ExactCache.Bypass.Count);
    }

    [Fact]
    public void BudgetOfTheSameScopeKeepsWhatTheChildDoesNotSay()
    {
        var budget = Assert.Single(Child("""
            budget per tenant {
              limit: $5.00/day
            }
            """).Budgets);

        Assert.Equal(5, budget.Limit.Value.Number);
        Assert.Equal(BudgetAction.Warn, Assert.Single(budget.Steps).Action);
    }

    [Fact]
    public void CascadeOfTheSameNameIsReplacedForInheritedRulesToo()
    {
        var child = Child("""
            cascade triage {
              try mini accept when confidence >= 90% and not has_tool_calls
              otherwise use mini
            }
            """);

        Assert.Equal(["mini", "mini"], child.Plans[2].Steps.Select(s => child.Models[s.Model].Name));
    }

    [Fact]
    public void ModelsOfTheExtendedPolicysFileNeedNoImport()
    {
        var compilation = Compiling.Files(
            ("desk.optpolicy", "optpolicy 1\nimport \"base.optpolicy\" as shared\npolicy Desk extends shared.Baseline {\n  baseline: premium\n}\n"),
            ("base.optpolicy", Baseline));

        Assert.DoesNotContain(compilation.Diagnostics, static d => d.Severity == DiagnosticSeverity.Error);
        Assert.Equal("premium", compilation.Files[0].Policies[0].Models[compilation.Files[0].Policies[0].BaselineModel!.Value].Name);
    }

    [Fact]
    public void InheritedRuleOfTheSameNameIsADuplicate()
    {
        var mistake = Assert.Single(Compile("""
            route {
              rule vip when wants_json use mini
              inherit
            }
            """).Diagnostics, static d => d.Severity == DiagnosticSeverity.Error);

        Assert.Equal("OPT2002", mistake.Code);
        Assert.Equal("the inherited one", mistake.Related[0].Message);
    }

    private static PolicyDeclaration Child(string body)
    {
        var compilation = Compile(body);
        Assert.DoesNotContain(compilation.Diagnostics, static d => d.Severity == DiagnosticSeverity.Error);
        return compilation.Files[0].Policies[1];
    }

    private static PolicyCompilation Compile(string body) => Compiling.Text($"{Baseline}policy Child extends Baseline {{\n{body}\n}}\n");
}
