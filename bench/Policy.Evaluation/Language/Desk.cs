namespace OptPolicy.Evaluation;

/// <content>The policy's C# part.</content>
public sealed partial class Desk
{
    private static partial bool IsVip(RequestFacts request) => request.User("plan") == "vip";
}
