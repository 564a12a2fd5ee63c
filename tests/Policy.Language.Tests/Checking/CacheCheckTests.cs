namespace OptPolicy.Language.Tests.Checking;

public class CacheCheckTests
{
    [Fact]
    public void TheFixExtendsTheScope()
    {
        var check = Checked.Body("""
            cache exact {
              scope: [tenant]
            }
            route {
              rule vip when user.tier == enterprise use premium
              otherwise use mini
            }
            """);

        Assert.Equal(["OPT8001"], check.Diagnostics.Select(static d => d.Code));
        Assert.Contains("scope: [tenant, user.tier]", check.Fixed("OPT8001"), StringComparison.Ordinal);
    }

    [Fact]
    public void ACacheOfEachUserMixesNobody() =>
        Assert.Empty(Checked.Body("cache exact { ttl: 1h }\nroute {\n  rule vip when user.tier == enterprise use premium\n  otherwise use mini\n}").Messages);

    [Fact]
    public void TheLaterOfTwoEqualBypassesIsTheRedundantOne()
    {
        var check = Checked.Body("""
            cache exact {
              bypass when has_tools
              bypass when has_tools and has_tools
            }
            route {
              otherwise use mini
            }
            """);

        Assert.Equal(["OPT4016 at 'has_tools and has_tools': every request of this bypass is bypassed already by 'has_tools'"], check.Messages);
    }

    [Fact]
    public void ABypassOfEverythingTurnsTheCacheOff()
    {
        var check = Checked.Body("""
            cache exact {
              bypass when has_tools or not has_tools
            }
            route {
              otherwise use mini
            }
            """);

        Assert.Equal(["OPT4009 at 'has_tools or not has_tools': the condition of the bypass is always true: nothing can make it false; the cache never answers"], check.Messages);
    }
}
