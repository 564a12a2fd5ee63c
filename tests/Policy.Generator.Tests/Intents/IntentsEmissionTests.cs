using OptPolicy.Generator.Tests.Harness;

namespace OptPolicy.Generator.Tests.Intents;

public sealed class IntentsEmissionTests
{
    private const string Policy = """
        optpolicy 1

        model mini {
          provider: client
          price.input: $0.25/Mtok
          price.output: $2.00/Mtok
          context: 400ktok
          max_output: 16ktok
        }

        embedder words { provider: client }

        intents desk {
          embed: words
          threshold: 0.6
          intent refund { examples: ["I want \"my\" money back", "refund my order"] }
          intent parcel { examples: ["where is my parcel", "track it"] }
        }

        policy Desk {
          route {
            rule refunds when intent == refund use mini
            otherwise use mini
          }
        }

        """;

    [Fact]
    public void WhatThePolicySaysAboutIntentsReachesTheRuntime()
    {
        var policy = new PolicyProject(PolicyProject.File("desk.optpolicy", Policy)).LoadPolicy("Desk");

        var intents = policy.Intents!;
        Assert.Equal(("words", 0.6), (policy.Embedders[intents.Embedder].Name, intents.Threshold));
        Assert.Equal(["refund", "parcel"], intents.Intents.Select(i => i.Name));
        Assert.Equal(["I want \"my\" money back", "refund my order"], intents.Intents[0].Examples);
    }

    [Fact]
    public void PolicyWithoutASetRecognisesNothing()
    {
        var start = Policy.IndexOf("intents desk", StringComparison.Ordinal);
        var policy = new PolicyProject(PolicyProject.File("desk.optpolicy", Policy.Remove(start, Policy.IndexOf("policy Desk", StringComparison.Ordinal) - start))).LoadPolicy("Desk");

        Assert.Null(policy.Intents);
    }
}
