using CsCheck;
using Microsoft.Extensions.AI;
using OptPolicy.Hosting;
using OptPolicy.Language.Text;

namespace OptPolicy.Cli.Tests.Hosting;

public sealed class PolicyProbeTests
{
    private const string Text = """
        optpolicy 1

        model small {
          provider: client
          price: free
          context: 128ktok
          max_output: 1ktok
          supports: [tools, vision, json]
        }

        policy Maze {
          route {
            rule a when (user.tier == pro or language in [en, de]) and not has_tools use small
            rule b when input.tokens in 100tok..200tok or difficulty >= 0.5 and turns != 2 use small
            rule c when input.text matches "^re.und" or input.text contains "urgent" use small
            rule d when not (has_tools and user.tier != pro) use small
            otherwise use small
          }
        }

        """;

    [Fact]
    public void ExplanationAlwaysAgreesWithTheCompiledRoute()
    {
        var text = new PolicyText("maze.optpolicy", Text);
        using var loaded = PolicyHost.Load([text]);
        Assert.Empty(loaded.Diagnostics.Where(static d => d.Severity == Language.Diagnostics.DiagnosticSeverity.Error));
        var policy = Assert.Single(loaded.Policies);
        var requests = Gen.Select(
            OneOf("pro", "free", ""),
            OneOf("en", "DE", "fr"),
            Gen.Bool,
            Gen.Long[90, 210],
            Gen.Double[0, 1],
            Gen.Int[1, 3],
            OneOf("refund", "an Urgent matter", "hello"));
        requests.Sample(
            request =>
            {
                var (tier, language, tools, tokens, difficulty, turns, prompt) = request;
                var facts = new RequestFacts([new ChatMessage(ChatRole.User, prompt)])
                {
                    Language = language,
                    HasTools = tools,
                    InputTokens = tokens,
                    Difficulty = difficulty,
                    Turns = turns,
                };
                facts.SetUser("tier", tier);
                var rules = policy.Probe.Explain(facts, _ => text);
                return rules.First(static rule => rule.Holds).Decides
                    && rules.Where(static rule => rule.Condition is not null).All(static rule => Agrees(rule.Condition!));
            },
            iter: 2_000,
            seed: "0000KOIPe036");
    }

    [Fact]
    public void PolicyWithErrorsIsNotLoaded()
    {
        using var loaded = PolicyHost.Load([new PolicyText("maze.optpolicy", Text.Replace("use small", "use smal", StringComparison.Ordinal))]);
        Assert.True(loaded.HasErrors);
        Assert.Empty(loaded.Policies);
    }

    [Fact]
    public void ImportedPoliciesAreKnownButNotLoaded()
    {
        var shared = new PolicyText("shared.optpolicy", Text);
        var app = new PolicyText("app.optpolicy", "optpolicy 1\nimport \"shared.optpolicy\" as shared\n\npolicy App extends shared.Maze {\n}\n");
        using var loaded = PolicyHost.Load([app, shared], new PolicyHostOptions { Imported = ["shared.optpolicy"] });
        Assert.Equal("App", Assert.Single(loaded.Policies).Policy.Name);
    }

    private static Gen<string> OneOf(params string[] words) => Gen.Int[0, words.Length - 1].Select(i => words[i]);

    // Whatever the parts say, the whole must follow from them.
    private static bool Agrees(OptPolicy.Hosting.Explanation.ConditionExplanation condition) =>
        condition.Parts is [] || (condition.Parts.All(Agrees) && condition.Parts switch
        {
            [var only] => condition.Holds == !only.Holds,
            [var left, var right] => condition.Holds == (left.Holds && right.Holds) || condition.Holds == (left.Holds || right.Holds),
            _ => false,
        });
}
