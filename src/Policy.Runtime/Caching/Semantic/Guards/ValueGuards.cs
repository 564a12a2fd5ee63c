namespace OptPolicy;

/// <summary>
/// Values that must be equal: numbers, dates, literals, names. One exchanged for another asks something else; one that only one side has
/// may be implied by the other, so it is a doubt.
/// </summary>
internal static class ValueGuards
{
    public static GuardFinding? Numbers(QuestionText asked, QuestionText cached) =>
        Found(GuardKinds.Numbers, Without(asked.Quantities, cached.Quantities).Select(static q => q.ToString()), Without(cached.Quantities, asked.Quantities).Select(static q => q.ToString()));

    public static GuardFinding? Dates(QuestionText asked, QuestionText cached) =>
        Found(GuardKinds.Dates, Without(asked.Dates, cached.Dates), Without(cached.Dates, asked.Dates));

    /// <summary>What one side quotes or spells like code, the other must at least say.</summary>
    public static GuardFinding? Literals(QuestionText asked, QuestionText cached) =>
        Found(GuardKinds.Code, asked.Literals.Where(literal => !Has(cached, literal)), cached.Literals.Where(literal => !Has(asked, literal)));

    /// <summary>A name on one side that the other does not say makes it another question, or a more special one.</summary>
    public static GuardFinding? Names(QuestionText asked, QuestionText cached) =>
        Found(GuardKinds.Entities, asked.Names.Where(name => !Mentions(cached, name)), cached.Names.Where(name => !Mentions(asked, name)));

    // As multisets: "2 of 3" is not "2 of 2".
    private static List<T> Without<T>(IReadOnlyList<T> values, IReadOnlyList<T> others)
    {
        var rest = values.ToList();
        foreach (var other in others)
            rest.Remove(other);
        return rest;
    }

    private static bool Has(QuestionText text, string literal) =>
        text.Literals.Contains(literal, StringComparer.Ordinal) || text.Joined.Contains($" {QuestionText.Of(literal).Joined.Trim()} ", StringComparison.Ordinal) && literal.All(c => char.IsLetter(c) || c == ' ');

    private static bool Mentions(QuestionText text, string name) => text.Says(name) || text.HasStem(WordStem.Of(name));

    private static GuardFinding? Found(GuardKinds kind, IEnumerable<string> asked, IEnumerable<string> cached)
    {
        var (here, there) = (string.Join(", ", asked), string.Join(", ", cached));
        return here.Length == 0 && there.Length == 0 ? null : new GuardFinding(kind, IsDoubt: here.Length == 0 || there.Length == 0, here, there);
    }
}
