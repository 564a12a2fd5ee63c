using OptPolicy.Runtime.Tests.Pipeline;

namespace OptPolicy.Runtime.Tests.Caching;

/// <summary>A desk with one model behind an exact cache of one hour.</summary>
internal static class CachingDesk
{
    public static HandPolicy Policy(params string[] scope) => new()
    {
        ModelTable = [HandPolicy.Model(0, "a")],
        CacheValue = new(TimeSpan.FromHours(1), scope.Length == 0 ? ["tenant", "user"] : [.. scope]),
    };

    public static Desk Of(FakeModel model) => new(Policy(), model);

    public static Desk Of(Action<PolicyChatClientOptions> configure, FakeModel model) => new(Policy(), configure, model);
}
