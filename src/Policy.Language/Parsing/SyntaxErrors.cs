using System.Collections.Immutable;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Parsing;

/// <summary>The syntax errors of one file. Bounded, because a file that is not a policy at all would give one for each of its characters.</summary>
internal sealed class SyntaxErrors(PolicyText text)
{
    public const int CountMax = 500;

    private readonly List<Diagnostic> _diagnostics = [];

    public PolicyText Text { get; } = text;

    public void Report(DiagnosticDescriptor descriptor, TextSpan span, params string[] arguments) => Report(descriptor, span, fix: null, arguments);

    public void Report(DiagnosticDescriptor descriptor, TextSpan span, CodeFix? fix, params string[] arguments)
    {
        if (_diagnostics.Count == CountMax)
        {
            _diagnostics.Add(Diagnostic.Create(DiagnosticCatalog.TooManySyntaxErrors, Text, span, CountMax.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        }

        if (_diagnostics.Count > CountMax)
        {
            return;
        }

        var diagnostic = Diagnostic.Create(descriptor, Text, span, arguments);
        _diagnostics.Add(fix is null ? diagnostic : diagnostic with { Fixes = [fix] });
    }

    /// <summary>Whether an error has been reported in a range: what follows from it is not reported again.</summary>
    public bool AnyWithin(int start, int end)
    {
        // Lexical and structural errors come in text order and are few; the list is bounded.
        foreach (var diagnostic in _diagnostics)
        {
            if (diagnostic.Span.Start >= start && diagnostic.Span.Start <= end)
            {
                return true;
            }
        }

        return _diagnostics.Count > CountMax;
    }

    /// <summary>Whether this error has been reported at this very place.</summary>
    public bool Has(DiagnosticDescriptor descriptor, int start) => _diagnostics.Exists(d => d.Descriptor == descriptor && d.Span.Start == start);

    public CodeFix Replace(string title, TextSpan span, string newText) => new(title, [new TextEdit(Text.Path, span, newText)]);

    public CodeFix Insert(string title, int offset, string newText) => Replace(title, new TextSpan(offset, 0), newText);

    public CodeFix Remove(string title, TextSpan span) => Replace(title, span, "");

    public ImmutableArray<Diagnostic> ToImmutable()
    {
        _diagnostics.Sort(static (a, b) => a.Span.Start != b.Span.Start ? a.Span.Start.CompareTo(b.Span.Start) : string.CompareOrdinal(a.Code, b.Code));
        return [.. _diagnostics];
    }
}
