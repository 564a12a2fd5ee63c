using OptPolicy.Generator.Tests.Harness;

namespace OptPolicy.Generator.Tests.Limits;

public sealed class ModelLimitsEmissionTests
{
    private const string Policy = """
        optpolicy 1

        model limited {
          provider: client
          price: free
          rate.tokens: 200ktok
          rate.wait: 1.5s
          breaker.failures: 40%
          breaker.attempts: 20
          breaker.pause: 1min
        }

        model free {
          provider: client
          price: free
        }

        policy Chat {
          route {
            rule short when input.tokens < 10tok use free
            otherwise use limited
          }
        }

        """;

    [Fact]
    public void RatesAndBreakerReachTheRuntime()
    {
        var models = new PolicyProject(PolicyProject.File("chat.optpolicy", Policy)).LoadPolicy("Chat").Models;

        Assert.Equal(new ModelRate(null, 200_000, TimeSpan.FromSeconds(1.5)), models[0].Rate);
        Assert.Equal(new BreakerInfo(0.4, 20, TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(1)), models[0].Breaker);
        Assert.Null(models[1].Rate);
        Assert.Null(models[1].Breaker);
    }
}
