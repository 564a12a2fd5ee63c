using System.Collections.Immutable;
using OptPolicy.Language;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.LocalModels;
using OptPolicy.Language.Text;

namespace OptPolicy.Cli.Fixing;

/// <summary>Applies the compiler's own fixes, one at a time, until none is left.</summary>
/// <remarks>
/// After each fix everything is compiled again, because a fix moves text and can cure other messages. Each step must be
/// progress (<see cref="FixProgress"/>), so fixing ends and its result is never worse than the input.
/// </remarks>
internal sealed class PolicyFixer(Func<Diagnostic, bool> selects, IModelFolders folders)
{
    public FixResult Run(ImmutableArray<PolicyText> files, Func<string, bool> mayEdit)
    {
        var applied = new List<AppliedFix>();
        var compilation = PolicyCompiler.Compile(files, folders);
        while (Next(files, compilation, mayEdit) is { } step)
        {
            applied.Add(step.Fix);
            (files, compilation) = (step.Files, step.Compilation);
        }

        return new FixResult(files, [.. applied], compilation.Diagnostics);
    }

    private Step? Next(ImmutableArray<PolicyText> files, PolicyCompilation before, Func<string, bool> mayEdit)
    {
        var state = FixProgress.Of(before.Diagnostics);
        foreach (var diagnostic in before.Diagnostics.Where(selects))
        {
            foreach (var fix in diagnostic.Fixes)
            {
                if (!fix.Edits.All(edit => mayEdit(edit.Path)))
                {
                    continue;
                }

                ImmutableArray<PolicyText> edited = [.. files.Select(file => TextEdits.Apply(file, fix.Edits))];
                var after = PolicyCompiler.Compile(edited, folders);
                if (FixProgress.Of(after.Diagnostics).IsBetterThan(state))
                {
                    return new Step(new AppliedFix(diagnostic, fix), edited, after);
                }
            }
        }

        return null;
    }

    private sealed record Step(AppliedFix Fix, ImmutableArray<PolicyText> Files, PolicyCompilation Compilation);
}
