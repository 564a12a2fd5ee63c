namespace OptPolicy.Language.Tests.Checking;

public class FallbackCheckTests
{
    [Theory]
    [InlineData("status in [400, 503]", "status 400")]
    [InlineData("status >= 400", "status 400")]
    [InlineData("outcome in [rate_limited, content_filtered]", "outcome content_filtered")]
    public void ARetryOfAFinalFailureNamesIt(string condition, string failure)
    {
        var check = Checked.Route("otherwise use premium", $"fallback {{\n  try mini\n  retry 2 when {condition}\n}}");

        Assert.Equal(
            [$"OPT4022 at '{condition}': the same request gets the same answer after {failure}; retry only what passes by itself, such as 429 or 503"],
            check.Messages);
    }

    [Theory]
    [InlineData("status in [429, 503]")]
    [InlineData("status >= 500")]
    [InlineData("outcome in [rate_limited, transient, timeout] or status == 429")]
    public void ARetryOfAPassingFailureIsFine(string condition) =>
        Assert.Empty(Checked.Route("otherwise use premium", $"fallback {{\n  try mini\n  retry 2 when {condition}\n}}").Messages);

    [Fact]
    public void AFallbackConditionThatIsNeverTrueIsReported()
    {
        var check = Checked.Route("otherwise use premium", "fallback {\n  try mini when status == 429 and status >= 500\n}");

        Assert.Equal(
            ["OPT4002 at 'status == 429 and status >= 500': the condition of fallback 'mini' is never true: 'status == 429' and 'status >= 500' exclude each other"],
            check.Messages);
    }
}
