namespace OptPolicy;

/// <summary>Compares two questions by their words alone. Thread-safe; cheap beside an embedding.</summary>
internal static class QuestionGuards
{
    private delegate GuardFinding? Guard(QuestionText asked, QuestionText cached);

    private static readonly (GuardKinds Kind, Guard Find)[] Guards =
    [
        (GuardKinds.Numbers, ValueGuards.Numbers),
        (GuardKinds.Dates, ValueGuards.Dates),
        (GuardKinds.Code, ValueGuards.Literals),
        (GuardKinds.Entities, ValueGuards.Names),
        (GuardKinds.Negation, NegationGuard.Find),
        (GuardKinds.Person, PersonGuard.Find),
        (GuardKinds.Tense, ClassGuards.Tense),
        (GuardKinds.Logic, ClassGuards.Logic),
        (GuardKinds.ArgumentOrder, ArgumentOrderGuard.Find),
        (GuardKinds.MinimalPair, MinimalPairGuard.Find),
    ];

    /// <summary>
    /// The first difference in meaning that a guard in <paramref name="kinds"/> finds; without one, the first doubt; without either,
    /// <see langword="null"/>.
    /// </summary>
    public static GuardFinding? Compare(QuestionText asked, QuestionText cached, GuardKinds kinds)
    {
        var areLong = QuestionText.AreLong(asked, cached);
        GuardFinding? doubt = null;
        foreach (var (kind, find) in Guards)
        {
            if ((kinds & kind) is GuardKinds.None || find(asked, cached) is not { } finding)
                continue;
            if (!finding.IsDoubt)
                return finding;
            if (!areLong || kind is not (GuardKinds.Tense or GuardKinds.Logic or GuardKinds.ArgumentOrder))
                doubt ??= finding;
        }

        return doubt;
    }
}
