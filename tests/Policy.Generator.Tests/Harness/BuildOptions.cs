using System.Diagnostics.CodeAnalysis;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace OptPolicy.Generator.Tests.Harness;

/// <summary>The build properties and item metadata that the package makes visible to the compiler.</summary>
internal sealed class BuildOptions(params (string Key, string Value)[] properties) : AnalyzerConfigOptionsProvider
{
    public override AnalyzerConfigOptions GlobalOptions { get; } = new Values(properties);

    public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => new Values([]);

    public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) =>
        new Values([("build_metadata.AdditionalFiles.OptPolicyRole", ((PolicyFile)textFile).Role)]);

    private sealed class Values((string Key, string Value)[] values) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value)
        {
            value = values.Where(v => string.Equals(v.Key, key, StringComparison.Ordinal)).Select(static v => v.Value).FirstOrDefault();
            return value is not null;
        }
    }
}
