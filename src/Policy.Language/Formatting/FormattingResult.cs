using System.Collections.Immutable;
using OptPolicy.Language.Diagnostics;

namespace OptPolicy.Language.Formatting;

/// <summary>The canonical text, or the syntax errors that keep a file from having one.</summary>
/// <param name="Text">LF line ends and a final one; <see langword="null"/> when the file has syntax errors.</param>
public sealed record FormattingResult(string? Text, ImmutableArray<Diagnostic> Diagnostics);
