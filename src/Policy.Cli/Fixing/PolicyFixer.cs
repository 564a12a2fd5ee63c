using System.Collections.Immutable;
using OptPolicy.Language;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Text;

namespace OptPolicy.Cli.Fixing;

/// <summary>Applies the compiler's own fixes, one at a time, until none is left.</summary>
/// <remarks>
/// After each fix everything is compiled again, because a fix moves text and can cure other messages. A fix that would
/// add errors, or lead back to a text that was there before, is not taken: the result is never worse than the input.
/// </remarks>
internal sealed class PolicyFixer(Func<Diagnostic, bool> selects)
{
    private const int FixesMax = 10_000;

    public FixResult Run(ImmutableArray<PolicyText> files, Func<string, bool> mayEdit)
    {
        var applied = new List<AppliedFix>();
        var seen = new HashSet<string>(StringComparer.Ordinal) { Identity(files) };
        var compilation = PolicyCompiler.Compile(files);
        while (applied.Count < FixesMax && Next(files, compilation, mayEdit, seen) is { } step)
        {
            applied.Add(step.Fix);
            (files, compilation) = (step.Files, step.Compilation);
        }

        return new FixResult(files, [.. applied], compilation.Diagnostics);
    }

    private Step? Next(ImmutableArray<PolicyText> files, PolicyCompilation before, Func<string, bool> mayEdit, HashSet<string> seen)
    {
        foreach (var diagnostic in before.Diagnostics.Where(selects))
        {
            foreach (var fix in diagnostic.Fixes)
            {
                if (!fix.Edits.All(edit => mayEdit(edit.Path)))
                {
                    continue;
                }

                ImmutableArray<PolicyText> edited = [.. files.Select(file => TextEdits.Apply(file, fix.Edits))];
                if (!seen.Add(Identity(edited)))
                {
                    continue;
                }

                var after = PolicyCompiler.Compile(edited);
                if (Errors(after) <= Errors(before) && after.Diagnostics.Length < before.Diagnostics.Length + fix.Edits.Count)
                {
                    return new Step(new AppliedFix(diagnostic, fix), edited, after);
                }
            }
        }

        return null;
    }

    private static int Errors(PolicyCompilation compilation) => compilation.Diagnostics.Count(static d => d.Severity == DiagnosticSeverity.Error);

    private static string Identity(ImmutableArray<PolicyText> files) => string.Join('\0', files.Select(static f => f.Content));

    private sealed record Step(AppliedFix Fix, ImmutableArray<PolicyText> Files, PolicyCompilation Compilation);
}
