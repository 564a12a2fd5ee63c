namespace OptPolicy;

/// <summary>Whose money a request spends.</summary>
internal static class BudgetKey
{
    // Lengths keep "a" + "b/c" apart from "a/b" + "c".
    public static string Of(BudgetScope scope, RequestFacts facts) => scope switch
    {
        BudgetScope.Tenant => facts.Tenant,
        BudgetScope.User => $"{facts.Tenant.Length}:{facts.Tenant}/{facts.UserId}",
        BudgetScope.Session => $"{facts.Tenant.Length}:{facts.Tenant}/{facts.UserId.Length}:{facts.UserId}/{facts.Session}",
        _ => "",
    };
}
