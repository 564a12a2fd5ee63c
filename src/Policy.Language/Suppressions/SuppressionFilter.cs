using System.Collections.Immutable;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Schema;
using OptPolicy.Language.Syntax;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Suppressions;

/// <summary>What the files suppress with a reason. Finds the suppressions once; not thread-safe.</summary>
public sealed class SuppressionFilter
{
    private readonly IReadOnlyList<SyntaxTree> _trees;
    private readonly Dictionary<string, ImmutableArray<Suppression>> _byPath = new(StringComparer.Ordinal);

    public SuppressionFilter(IReadOnlyList<SyntaxTree> trees)
    {
        ArgumentNullException.ThrowIfNull(trees);
        _trees = trees;
        foreach (var tree in trees)
        {
            var suppressions = SuppressionReader.Read(tree);
            if (!suppressions.IsEmpty)
            {
                _byPath.TryAdd(tree.Text.Path, suppressions);
            }
        }
    }

    /// <summary>Whether a message may be suppressed. Errors that leave nothing to emit code from may not.</summary>
    public static bool IsSuppressible(DiagnosticDescriptor descriptor)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        return descriptor.Severity != DiagnosticSeverity.Error
            || (descriptor.Code[3] is '4' or '6' or '7' or '8' && descriptor != DiagnosticCatalog.RequestsWithoutRule);
    }

    /// <summary>Whether a comment in its file suppresses the diagnostic.</summary>
    public bool IsSuppressed(Diagnostic diagnostic)
    {
        ArgumentNullException.ThrowIfNull(diagnostic);
        return CodesFor(diagnostic).Any();
    }

    /// <summary>The diagnostics that are left, followed by those about suppressions that are wrong or needless.</summary>
    public ImmutableArray<Diagnostic> Apply(ImmutableArray<Diagnostic> diagnostics)
    {
        if (_byPath.Count == 0)
        {
            return diagnostics;
        }

        var used = diagnostics.SelectMany(CodesFor).ToHashSet();
        ImmutableArray<Diagnostic> left = [.. diagnostics.Where(d => !IsSuppressed(d))];

        // Checks that did not run because of an error may be what a suppression is for.
        var isComplete = !left.Any(static d => d.Severity == DiagnosticSeverity.Error);
        var reports = ImmutableArray.CreateBuilder<Diagnostic>();
        foreach (var tree in _trees)
        {
            foreach (var suppression in _byPath.GetValueOrDefault(tree.Text.Path, []))
            {
                Report(tree.Text, suppression, used, isComplete, reports);
            }
        }

        return [.. left, .. reports];
    }

    private IEnumerable<(string Path, SuppressedCode Code)> CodesFor(Diagnostic diagnostic) =>
        _byPath.TryGetValue(diagnostic.Path, out var suppressions) && IsSuppressible(diagnostic.Descriptor)
            ? suppressions.Where(s => s.Covers(diagnostic.Span)).SelectMany(static s => s.Codes).Where(c => c.Code == diagnostic.Code).Select(c => (diagnostic.Path, c))
            : [];

    private static void Report(PolicyText text, Suppression suppression, HashSet<(string Path, SuppressedCode Code)> used, bool isComplete, ImmutableArray<Diagnostic>.Builder reports)
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
            else if (isComplete && !used.Contains((text.Path, code)))
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
