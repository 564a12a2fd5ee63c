using Microsoft.CodeAnalysis;

namespace OptPolicy.Generator.Pipeline;

/// <summary>Finds the class of a policy that a referenced project compiled.</summary>
internal static class PolicyTypeFinder
{
    private const string BaseClass = "OptPolicy.GeneratedPolicy";

    /// <summary>The class's fully qualified name, or <see langword="null"/>.</summary>
    public static string? Find(Compilation compilation, string className, CancellationToken cancellationToken)
    {
        foreach (var assembly in compilation.SourceModule.ReferencedAssemblySymbols)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (assembly.TypeNames.Contains(className) && Find(assembly.GlobalNamespace, className) is { } type)
            {
                return type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
            }
        }

        return null;
    }

    private static INamedTypeSymbol? Find(INamespaceSymbol container, string className)
    {
        var here = container.GetTypeMembers(className, 0).FirstOrDefault(
            static t => string.Equals(t.BaseType?.ToDisplayString(), BaseClass, StringComparison.Ordinal) && t.DeclaredAccessibility == Accessibility.Public);
        return here ?? container.GetNamespaceMembers().Select(n => Find(n, className)).FirstOrDefault(static t => t is not null);
    }
}
