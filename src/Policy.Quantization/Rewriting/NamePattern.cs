using System.IO.Enumeration;

namespace OptPolicy.Quantization.Rewriting;

/// <summary>Names of products or weights in which <c>*</c> stands for any text.</summary>
internal static class NamePattern
{
    public static bool MatchesAny(IReadOnlyList<string> patterns, MatrixProduct product) => MatchesAny(patterns, product.Name) || MatchesAny(patterns, product.Weight.Name) || MatchesAny(patterns, product.Output);

    public static bool MatchesAny(IReadOnlyList<string> patterns, string name) => patterns.Any(p => FileSystemName.MatchesSimpleExpression(p, name, ignoreCase: false));
}
