using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using OptPolicy.Generator.Diagnostics;
using OptPolicy.Generator.Pipeline;
using OptPolicy.Language;
using LanguageSeverity = OptPolicy.Language.Diagnostics.DiagnosticSeverity;

namespace OptPolicy.Generator;

/// <summary>Reports everything the policy compiler has to say, at its place in the policy file.</summary>
public sealed class PolicyAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => RoslynDescriptors.All;

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            var files = start.Options.AdditionalFiles.Where(PolicyRoles.IsPolicyFile).ToImmutableArray();
            if (files.IsEmpty)
            {
                return;
            }

            var options = start.Options.AnalyzerConfigOptionsProvider;
            var compilation = new Lazy<PolicyCompilation>(() => PolicyLinker.Compile([.. files.Select(f => PolicyInput.Read(f, options, CancellationToken.None)).OfType<PolicyInput>()], CancellationToken.None));
            start.RegisterAdditionalFileAction(file => Report(file, compilation));
        });
    }

    private static void Report(AdditionalFileAnalysisContext file, Lazy<PolicyCompilation> compilation)
    {
        if (!PolicyRoles.IsPolicyFile(file.AdditionalFile))
        {
            return;
        }

        var role = PolicyRoles.Of(file.AdditionalFile, file.Options.AnalyzerConfigOptionsProvider);
        foreach (var diagnostic in compilation.Value.Diagnostics)
        {
            // A file that another project compiles has its warnings there; only what stops this project is repeated.
            var isOurs = role.HasFlag(PolicyRole.Policy) || diagnostic.Severity == LanguageSeverity.Error;
            if (isOurs && string.Equals(diagnostic.Path, file.AdditionalFile.Path, StringComparison.Ordinal))
            {
                file.ReportDiagnostic(diagnostic.ToRoslyn());
            }
        }
    }
}
