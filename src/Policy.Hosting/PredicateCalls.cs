namespace OptPolicy.Hosting;

/// <summary>Notes which predicates were asked although their C# is not here: a result that depends on one is not a result.</summary>
public static class PredicateCalls
{
    private static readonly AsyncLocal<HashSet<string>?> Current = new();

    /// <summary>Collects the predicates that are asked from now on in this asynchronous flow.</summary>
    public static IReadOnlySet<string> Collect()
    {
        var calls = new HashSet<string>(StringComparer.Ordinal);
        Current.Value = calls;
        return calls;
    }

    /// <summary>Called by the stand-ins of predicates.</summary>
    /// <returns>Always false.</returns>
    public static bool Answer(string predicate)
    {
        if (Current.Value is { } calls)
        {
            lock (calls)
            {
                calls.Add(predicate);
            }
        }

        return false;
    }
}
