using Microsoft.CodeAnalysis;

namespace OptPolicy.Generator.Pipeline;

/// <summary>Finds in a test project's references what its policy tests need: the compiled policy and the test framework.</summary>
internal static class TestHost
{
    private const string BaseClass = "OptPolicy.GeneratedPolicy";

    public static TestUnit Complete(TestUnit test, Compilation compilation, CancellationToken cancellationToken) => test with
    {
        PolicyType = test.PolicyType ?? FindPolicy(compilation, test.Unit.ClassName, cancellationToken),
        Framework = FindFramework(compilation),
    };

    /// <summary>The class of a policy that a referenced project compiled, fully qualified, or <see langword="null"/>.</summary>
    public static string? FindPolicy(Compilation compilation, string className, CancellationToken cancellationToken)
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

    public static TestFramework FindFramework(Compilation compilation) =>
        compilation.GetTypesByMetadataName("Xunit.FactAttribute").IsEmpty ? TestFramework.None
        : compilation.GetTypesByMetadataName("Xunit.TestContext").IsEmpty ? TestFramework.Xunit
        : TestFramework.XunitV3;

    private static INamedTypeSymbol? Find(INamespaceSymbol container, string className)
    {
        var here = container.GetTypeMembers(className, 0).FirstOrDefault(
            static t => string.Equals(t.BaseType?.ToDisplayString(), BaseClass, StringComparison.Ordinal) && t.DeclaredAccessibility == Accessibility.Public);
        return here ?? container.GetNamespaceMembers().Select(n => Find(n, className)).FirstOrDefault(static t => t is not null);
    }
}
