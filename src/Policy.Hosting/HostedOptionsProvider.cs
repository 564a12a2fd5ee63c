using System.Diagnostics.CodeAnalysis;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace OptPolicy.Hosting;

/// <summary>What a project file would tell the generator.</summary>
internal sealed class HostedOptionsProvider(PolicyHostOptions host) : AnalyzerConfigOptionsProvider
{
    public const string Namespace = "OptPolicy.Hosted";

    private static readonly Values Wanted = new(new() { ["build_metadata.AdditionalFiles.OptPolicyRole"] = "both" });
    private static readonly Values ImportOnly = new(new() { ["build_metadata.AdditionalFiles.OptPolicyRole"] = "import" });
    private static readonly Values None = new([]);

    public override AnalyzerConfigOptions GlobalOptions { get; } = new Values(new()
    {
        ["build_property.RootNamespace"] = Namespace,
        ["build_property.ProjectDir"] = host.ProjectFolder,
        ["build_property.OptPolicyEmitTests"] = "cases",
    });

    public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => None;

    public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => host.Imported.Contains(textFile.Path) ? ImportOnly : Wanted;

    private sealed class Values(Dictionary<string, string> values) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value) => values.TryGetValue(key, out value);
    }
}
