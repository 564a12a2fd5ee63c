using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Binding;

/// <summary>Reports mistakes of one file, with their fixes.</summary>
internal sealed class FileDiagnostics(PolicyText text, DiagnosticBag bag)
{
    public PolicyText Text { get; } = text;

    public DiagnosticBag Bag { get; } = bag;

    public void Report(DiagnosticDescriptor descriptor, TextSpan span, params string[] arguments) =>
        Bag.Add(Diagnostic.Create(descriptor, Text, span, arguments));

    public void Report(DiagnosticDescriptor descriptor, TextSpan span, CodeFix? fix, params string[] arguments) =>
        Bag.Add(Diagnostic.Create(descriptor, Text, span, arguments) with { Fixes = fix is null ? [] : [fix] });

    public void Report(DiagnosticDescriptor descriptor, TextSpan span, RelatedLocation related, params string[] arguments) =>
        Bag.Add(Diagnostic.Create(descriptor, Text, span, arguments) with { Related = [related] });

    public CodeFix Replace(TextSpan span, string newText) => new($"Change to '{newText}'", [new TextEdit(Text.Path, span, newText)]);

    public CodeFix Insert(string title, int offset, string newText) => new(title, [new TextEdit(Text.Path, new TextSpan(offset, 0), newText)]);

    public CodeFix Remove(string title, TextSpan span) => new(title, [new TextEdit(Text.Path, span, "")]);

    /// <summary>Removes the lines that a statement stands on, its line end included.</summary>
    public CodeFix RemoveLines(string title, TextSpan span)
    {
        var start = Text.OffsetAt(new LinePosition(Text.PositionAt(span.Start).Line, 1));
        var lastLine = Text.PositionAt(span.End).Line;
        var end = lastLine < Text.LineCount ? Text.OffsetAt(new LinePosition(lastLine + 1, 1)) : Text.Content.Length;
        var onlyBlanks = Text.Content.AsSpan(start, span.Start - start).IsWhiteSpace() && Text.Content.AsSpan(span.End, end - span.End).IsWhiteSpace();
        return Remove(title, onlyBlanks ? TextSpan.FromBounds(start, end) : span);
    }

    /// <summary>", did you mean 'x'?" or nothing.</summary>
    public static string DidYouMean(string? suggestion) => suggestion is null ? "" : $"; did you mean '{suggestion}'?";

    public RelatedLocation At(TextSpan span, string message) => new(Text.Locate(span), message);
}
