using System.Diagnostics.CodeAnalysis;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace OptPolicy.Evaluation.Language;

/// <summary>What MSBuild would tell the generator about a project with one policy.</summary>
internal sealed class ProjectOptions(string rootNamespace) : AnalyzerConfigOptionsProvider
{
    private readonly Values _values = new(new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["build_property.RootNamespace"] = rootNamespace,
        ["build_property.ProjectDir"] = "/",
        ["build_metadata.AdditionalFiles.OptPolicyRole"] = "policy",
    });

    public override AnalyzerConfigOptions GlobalOptions => _values;

    public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => _values;

    public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => _values;

    private sealed class Values(Dictionary<string, string> values) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value) => values.TryGetValue(key, out value);
    }
}
