using System.Collections.Immutable;
using OptPolicy.Language.Diagnostics;

namespace OptPolicy.Cli.Fixing;

/// <summary>How far a text is from having nothing to report.</summary>
/// <remarks>
/// Counts errors by the compiler's stages, then warnings, then notes. A cured name may bring a price to light that is
/// wrong, so more errors of a later stage are still progress; more of the same or an earlier stage are not. Counts cannot
/// fall for ever: each step is smaller in lexicographic order.
/// </remarks>
internal readonly record struct FixProgress(ImmutableArray<int> Counts)
{
    private const int Stages = 9;

    public static FixProgress Of(ImmutableArray<Diagnostic> diagnostics)
    {
        var counts = new int[Stages + 2];
        foreach (var diagnostic in diagnostics)
        {
            counts[diagnostic.Severity switch
            {
                DiagnosticSeverity.Error => diagnostic.Code[3] - '1',
                DiagnosticSeverity.Warning => Stages,
                _ => Stages + 1,
            }]++;
        }

        return new FixProgress([.. counts]);
    }

    public bool IsBetterThan(FixProgress other) => Counts.AsSpan().SequenceCompareTo(other.Counts.AsSpan()) < 0;
}
