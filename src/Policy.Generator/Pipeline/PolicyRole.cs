using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace OptPolicy.Generator.Pipeline;

/// <summary>What a project wants from a policy file: the item metadata <c>OptPolicyRole</c>.</summary>
[Flags]
internal enum PolicyRole
{
    /// <summary>Known to imports, nothing is emitted.</summary>
    Import = 0,

    /// <summary>The policy's class.</summary>
    Policy = 1,

    /// <summary>Its tests, against the class that another project compiled.</summary>
    Tests = 2,
}

internal static class PolicyRoles
{
    public const string Extension = ".optpolicy";
    private const string Metadata = "build_metadata.AdditionalFiles.OptPolicyRole";

    public static bool IsPolicyFile(AdditionalText file) => file.Path.EndsWith(Extension, StringComparison.OrdinalIgnoreCase);

    public static PolicyRole Of(AdditionalText file, AnalyzerConfigOptionsProvider options) =>
        options.GetOptions(file).TryGetValue(Metadata, out var role)
            ? role.ToUpperInvariant() switch
            {
                "TESTS" => PolicyRole.Tests,
                "BOTH" => PolicyRole.Policy | PolicyRole.Tests,
                "IMPORT" => PolicyRole.Import,
                _ => PolicyRole.Policy,
            }
            : PolicyRole.Policy;
}
