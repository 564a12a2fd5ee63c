namespace OptPolicy.Language.Tests.Checking;

public class BudgetCheckTests
{
    private const string Rules = "rule short when input.tokens < 500tok use mini\notherwise use premium";

    [Fact]
    public void StepsAreSortedByTheFix()
    {
        var check = Checked.Route(Rules, """
            budget per tenant {
              limit: $50.00/day
              at 100% reject
              at 50% warn
              at 80% degrade to mini
            }
            """);

        Assert.Equal(["OPT4023 at 'at 50% warn': 'at 50%' stands after 'at 100%'; write the steps in ascending order"], check.Messages);
        Assert.Contains("    at 50% warn\n    at 80% degrade to mini\n    at 100% reject\n", check.Fixed("OPT4023"), StringComparison.Ordinal);
    }

    [Fact]
    public void NothingHappensAfterARejection()
    {
        var check = Checked.Route(Rules, """
            budget {
              limit: $50.00/day
              at 80% reject
              at 90% degrade to mini
            }
            """);

        Assert.Equal(["OPT4017 at 'at 90% degrade to mini': 'at 90%' is never reached: every request is rejected at 80%"], check.Messages);
    }

    [Fact]
    public void AFreeModelMayAlwaysTakeOver()
    {
        var check = Checked.Route(Rules, """
            budget per tenant {
              limit: $50.00/day
              at 100% degrade to tiny
            }
            """);

        Assert.Empty(check.Messages);
    }

    [Fact]
    public void ALimitMustHoldOneReservationOfTheDearestModel()
    {
        var check = Checked.Route(Rules, "budget per user {\n  limit: $0.50/day\n}");

        Assert.Equal(
            ["one attempt on 'premium' reserves up to $0.82 and the budget holds $0.50: it can be denied before anything was spent"],
            check.Diagnostics.Select(static d => d.Message));
    }

    [Fact]
    public void ARequestBudgetMayDenyWhatIsTooExpensive() =>
        Assert.Empty(Checked.Route(Rules, "budget per request {\n  limit: $0.05/req\n}").Messages);
}
