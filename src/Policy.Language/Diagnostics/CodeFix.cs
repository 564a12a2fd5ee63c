using OptPolicy.Language.Text;

namespace OptPolicy.Language.Diagnostics;

/// <summary>Replaces <paramref name="Span"/> of <paramref name="Path"/> with <paramref name="NewText"/>.</summary>
public sealed record TextEdit(string Path, TextSpan Span, string NewText);

/// <summary>A repair as data: a title in the imperative and non-overlapping edits.</summary>
public sealed record CodeFix(string Title, EquatableArray<TextEdit> Edits);
