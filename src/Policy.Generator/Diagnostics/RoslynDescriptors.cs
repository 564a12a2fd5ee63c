using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using OptPolicy.Language.Diagnostics;
using DiagnosticDescriptor = Microsoft.CodeAnalysis.DiagnosticDescriptor;
using LanguageDescriptor = OptPolicy.Language.Diagnostics.DiagnosticDescriptor;
using LanguageSeverity = OptPolicy.Language.Diagnostics.DiagnosticSeverity;
using RoslynSeverity = Microsoft.CodeAnalysis.DiagnosticSeverity;

namespace OptPolicy.Generator.Diagnostics;

/// <summary>The language's messages as Roslyn knows them: same codes, titles and severities.</summary>
internal static class RoslynDescriptors
{
    private static readonly ImmutableDictionary<string, DiagnosticDescriptor> ByCode =
        DiagnosticCatalog.All.ToImmutableDictionary(static d => d.Code, Convert, StringComparer.Ordinal);

    public static ImmutableArray<DiagnosticDescriptor> All { get; } =
        [.. ByCode.Values.OrderBy(static d => d.Id, StringComparer.Ordinal)];

    public static DiagnosticDescriptor Of(string code) => ByCode[code];

    // The message arrives formatted: braces in a user's names must not be taken for holes again.
    private static DiagnosticDescriptor Convert(LanguageDescriptor descriptor) => new(
        descriptor.Code,
        descriptor.Title,
        "{0}",
        "OptPolicy." + descriptor.Category,
        descriptor.Severity switch
        {
            LanguageSeverity.Error => RoslynSeverity.Error,
            LanguageSeverity.Warning => RoslynSeverity.Warning,
            _ => RoslynSeverity.Info,
        },
        isEnabledByDefault: true,
        helpLinkUri: descriptor.HelpPath);
}
