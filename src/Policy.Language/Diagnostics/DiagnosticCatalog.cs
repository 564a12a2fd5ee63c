using System.Collections.Immutable;
using System.Reflection;

namespace OptPolicy.Language.Diagnostics;

/// <summary>Every message the compiler can give, one partial file per category.</summary>
public static partial class DiagnosticCatalog
{
    /// <summary>All descriptors in code order.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All => Listing.All;

    /// <summary>The descriptor of a code such as <c>OPT4001</c>; null when there is none.</summary>
    public static DiagnosticDescriptor? Find(string code) => Listing.All.FirstOrDefault(d => d.Code == code);

    private static DiagnosticDescriptor Error(string code, string title, string message) => new(code, title, message, DiagnosticSeverity.Error);

    private static DiagnosticDescriptor Warning(string code, string title, string message) => new(code, title, message, DiagnosticSeverity.Warning);

    private static DiagnosticDescriptor Info(string code, string title, string message) => new(code, title, message, DiagnosticSeverity.Info);

    /// <summary>Apart, so that it is made after the fields it lists, and only when someone asks for the list.</summary>
    private static class Listing
    {
        public static readonly ImmutableArray<DiagnosticDescriptor> All =
        [
            .. typeof(DiagnosticCatalog).GetFields(BindingFlags.Public | BindingFlags.Static)
                .Where(static f => f.FieldType == typeof(DiagnosticDescriptor))
                .Select(static f => (DiagnosticDescriptor)f.GetValue(null)!)
                .OrderBy(static d => d.Code, StringComparer.Ordinal),
        ];
    }
}
