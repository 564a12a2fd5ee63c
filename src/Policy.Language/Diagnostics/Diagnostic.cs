using System.Globalization;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Diagnostics;

/// <summary>A message about a place in a policy file. A value: equal content means equal diagnostics.</summary>
public sealed record Diagnostic(DiagnosticDescriptor Descriptor, string Path, TextSpan Span, SourceSpan Location, EquatableArray<string> Arguments)
{
    public string Code => Descriptor.Code;

    public DiagnosticSeverity Severity => Descriptor.Severity;

    public string Message => string.Format(CultureInfo.InvariantCulture, Descriptor.MessageFormat, [.. Arguments.Items]);

    /// <summary>Edits that repair the mistake, best first. Shared by the editor, <c>optpolicy fix</c> and the build message.</summary>
    public EquatableArray<CodeFix> Fixes { get; init; }

    /// <summary>Other places that explain this one, such as the rule that hides an unreachable rule.</summary>
    public EquatableArray<RelatedLocation> Related { get; init; }

    public static Diagnostic Create(DiagnosticDescriptor descriptor, PolicyText text, TextSpan span, params string[] arguments) =>
        new(descriptor, text.Path, span, text.Locate(span), arguments.ToEquatableArray());

    public override string ToString() => $"{Location}: {Severity.ToString().ToLowerInvariant()} {Code}: {Message}";
}

/// <summary>A second place that a diagnostic refers to.</summary>
public sealed record RelatedLocation(SourceSpan Location, string Message);
