namespace OptPolicy.Language.Tests.Checking;

public class CascadeCheckTests
{
    [Fact]
    public void TheFixPutsTheModelsInOrderOfPriceAndLeavesTheConditions()
    {
        var check = Checked.Route("otherwise use triage", """
            cascade triage {
              try premium accept when confidence >= 90%
              try mini accept when output.tokens < 300tok
              otherwise use tiny
            }
            """);

        Assert.Equal(["OPT4007"], check.Diagnostics.Select(static d => d.Code));
        Assert.Contains(
            "    try tiny accept when confidence >= 90%\n    try mini accept when output.tokens < 300tok\n    otherwise use premium\n",
            check.Fixed("OPT4007"),
            StringComparison.Ordinal);
    }

    [Fact]
    public void TwoFreeModelsInARowLoseNothing()
    {
        var check = Checked.Body("""
            route {
              rule short when input.tokens < 500tok use triage
              otherwise use premium
            }
            cascade triage {
              try tiny accept when confidence >= 90%
              otherwise use premium
            }
            """);

        Assert.Empty(check.Messages);
    }

    [Fact]
    public void AnAcceptanceThatIsNeverOrAlwaysTrueIsReportedWhereItStands()
    {
        var check = Checked.Route("otherwise use triage", """
            cascade triage {
              try tiny accept when confidence > 100%
              try mini accept when confidence >= 0%
              otherwise use premium
            }
            """);

        Assert.Equal(
            [
                "OPT4002 at 'confidence > 100%': the condition of step 'tiny' is never true: no value satisfies 'confidence > 100%'",
                "OPT4009 at 'confidence >= 0%': the condition of step 'mini' is always true: nothing can make it false",
            ],
            check.Messages);
    }

    [Fact]
    public void OnlyHostedModelsGiveNoConfidence()
    {
        var check = Checked.Route("otherwise use triage", """
            cascade triage {
              try tiny accept when confidence >= 80%
              try mini accept when confidence >= 80%
              otherwise use premium
            }
            """);

        Assert.Equal(["OPT4024 at 'confidence >= 80%'"], check.Messages.Select(static m => m[..m.IndexOf(": ", StringComparison.Ordinal)]));
    }

    [Fact]
    public void AnAcceptanceThatAlsoLooksAtTheAnswerNeedsNoConfidence()
    {
        var check = Checked.Route("otherwise use triage", """
            cascade triage {
              try mini accept when confidence >= 80% or output.tokens < 200tok
              otherwise use premium
            }
            """);

        Assert.Empty(check.Messages);
    }
}
