using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using OptPolicy.Language.Text;
using LanguageDiagnostic = OptPolicy.Language.Diagnostics.Diagnostic;
using LinePosition = Microsoft.CodeAnalysis.Text.LinePosition;
using TextSpan = Microsoft.CodeAnalysis.Text.TextSpan;

namespace OptPolicy.Generator.Diagnostics;

/// <summary>Hands the language's diagnostics to Roslyn.</summary>
internal static class DiagnosticConversion
{
    public static Diagnostic ToRoslyn(this LanguageDiagnostic diagnostic) => Diagnostic.Create(
        RoslynDescriptors.Of(diagnostic.Code),
        Location.Create(diagnostic.Path, new TextSpan(diagnostic.Span.Start, diagnostic.Span.Length), Lines(diagnostic.Location)),
        diagnostic.Related.Select(static r => Location.Create(r.Location.Path, default, Lines(r.Location))),
        Message(diagnostic));

    /// <summary>A diagnostic that the project, not the policy compiler, gives rise to.</summary>
    public static Diagnostic ToRoslyn(this SourceSpan span, OptPolicy.Language.Diagnostics.DiagnosticDescriptor descriptor, params string[] arguments) => Diagnostic.Create(
        RoslynDescriptors.Of(descriptor.Code),
        Location.Create(span.Path, default, Lines(span)),
        string.Format(System.Globalization.CultureInfo.InvariantCulture, descriptor.MessageFormat, [.. arguments]));

    // A build log has no light bulb: the best fix is named in the message.
    private static string Message(LanguageDiagnostic diagnostic) =>
        diagnostic.Fixes.IsEmpty ? diagnostic.Message : $"{diagnostic.Message} (fix: {diagnostic.Fixes[0].Title})";

    private static LinePositionSpan Lines(SourceSpan span) => new(
        new LinePosition(span.Start.Line - 1, span.Start.Column - 1),
        new LinePosition(span.End.Line - 1, span.End.Column - 1));
}
