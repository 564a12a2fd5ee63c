using System.Collections.Immutable;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Schema;
using OptPolicy.Language.Syntax;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Suppressions;

/// <summary>Takes out what the files suppress with a reason, and reports suppressions that are wrong or needless.</summary>
public static class SuppressionFilter
{
    /// <summary>The diagnostics that are left, in their order, followed by those about suppressions.</summary>
    public static ImmutableArray<Diagnostic> Apply(IReadOnlyList<SyntaxTree> trees, ImmutableArray<Diagnostic> diagnostics)
    {
        ArgumentNullException.ThrowIfNull(trees);
        var left = diagnostics;
        var reports = ImmutableArray.CreateBuilder<Diagnostic>();
        foreach (var tree in trees)
        {
            var suppressions = SuppressionReader.Read(tree);
            if (suppressions.IsEmpty)
            {
                continue;
            }

            var used = new HashSet<SuppressedCode>();
            left = [.. left.Where(d => d.Path != tree.Text.Path || !IsSuppressed(d, suppressions, used))];

            // Checks that did not run because of an error may be what a suppression is for.
            var isComplete = !left.Any(static d => d.Severity == DiagnosticSeverity.Error);
            foreach (var suppression in suppressions)
            {
                Report(tree.Text, suppression, used, isComplete, reports);
            }
        }

        return [.. left, .. reports];
    }

    /// <summary>Errors about the text, its names and units cannot be suppressed: no policy follows from a file that has one.</summary>
    public static bool IsSuppressible(DiagnosticDescriptor descriptor)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        return descriptor.Severity != DiagnosticSeverity.Error || descriptor.Code[3] is not ('1' or '2' or '3' or '9');
    }

    private static bool IsSuppressed(Diagnostic diagnostic, ImmutableArray<Suppression> suppressions, HashSet<SuppressedCode> used)
    {
        var found = false;
        if (IsSuppressible(diagnostic.Descriptor))
        {
            foreach (var suppression in suppressions.Where(s => s.Covers(diagnostic.Span)))
            {
                foreach (var code in suppression.Codes.Where(c => c.Code == diagnostic.Code))
                {
                    used.Add(code);
                    found = true;
                }
            }
        }

        return found;
    }

    private static void Report(PolicyText text, Suppression suppression, HashSet<SuppressedCode> used, bool isComplete, ImmutableArray<Diagnostic>.Builder reports)
    {
        if (suppression.Codes.IsEmpty)
        {
            reports.Add(WithRemoval(text, suppression, Diagnostic.Create(DiagnosticCatalog.UnusedSuppression, text, suppression.Comment.Span, "anything, since no code is named")));
            return;
        }

        if (suppression.Reason is null)
        {
            var codes = string.Join(", ", suppression.Codes.Select(static c => c.Code));
            reports.Add(Diagnostic.Create(DiagnosticCatalog.SuppressionWithoutReason, text, suppression.Comment.Span, codes));
        }

        foreach (var code in suppression.Codes)
        {
            if (DiagnosticCatalog.Find(code.Code) is not { } descriptor)
            {
                reports.Add(Unknown(text, code));
            }
            else if (!IsSuppressible(descriptor))
            {
                reports.Add(WithRemoval(text, suppression, Diagnostic.Create(DiagnosticCatalog.NotSuppressible, text, code.Span, code.Code)));
            }
            else if (isComplete && !used.Contains(code))
            {
                reports.Add(WithRemoval(text, suppression, Diagnostic.Create(DiagnosticCatalog.UnusedSuppression, text, code.Span, code.Code)));
            }
        }
    }

    private static Diagnostic Unknown(PolicyText text, SuppressedCode code)
    {
        var meant = Spelling.Closest(code.Code, DiagnosticCatalog.All.Select(static d => d.Code));
        var diagnostic = Diagnostic.Create(DiagnosticCatalog.UnknownSuppressedCode, text, code.Span, code.Code, meant is null ? string.Empty : $"; did you mean {meant}?");
        return meant is null ? diagnostic : diagnostic with { Fixes = [new CodeFix($"Write {meant}", [new TextEdit(text.Path, code.Span, meant)])] };
    }

    private static Diagnostic WithRemoval(PolicyText text, Suppression suppression, Diagnostic diagnostic) =>
        suppression.Codes.Length > 1 ? diagnostic : diagnostic with { Fixes = [new CodeFix("Remove the suppression", [Removal(text, suppression.Comment)])] };

    private static TextEdit Removal(PolicyText text, Comment comment)
    {
        var start = comment.Span.Start;
        while (start > 0 && text.Content[start - 1] is ' ' or '\t')
        {
            start--;
        }

        var end = comment.OwnLine && text.Content.IndexOf('\n', comment.Span.End) is var newLine and >= 0 ? newLine + 1 : comment.Span.End;
        return new TextEdit(text.Path, TextSpan.FromBounds(start, end), string.Empty);
    }
}
