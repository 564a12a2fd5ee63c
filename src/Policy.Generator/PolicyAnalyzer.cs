using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using OptPolicy.Generator.Diagnostics;
using OptPolicy.Generator.Pipeline;
using OptPolicy.Language;
using OptPolicy.Language.Semantics;
using OptPolicy.Language.Diagnostics;
using DiagnosticDescriptor = Microsoft.CodeAnalysis.DiagnosticDescriptor;
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

            // Files import one another, so they are compiled once, together, by whichever file is analysed first.
            var options = start.Options.AnalyzerConfigOptionsProvider;
            var policies = new Lazy<PolicyCompilation>(() =>
                PolicyLinker.Compile([.. files.Select(f => PolicyInput.Read(f, options, CancellationToken.None)).OfType<PolicyInput>()], ProjectModelFolders.Read(start.Options), CancellationToken.None));
            start.RegisterAdditionalFileAction(file => Report(file, policies, start.Compilation));
        });
    }

    private static void Report(AdditionalFileAnalysisContext file, Lazy<PolicyCompilation> policies, Compilation project)
    {
        if (!PolicyRoles.IsPolicyFile(file.AdditionalFile))
        {
            return;
        }

        var path = file.AdditionalFile.Path;
        var role = PolicyRoles.Of(file.AdditionalFile, file.Options.AnalyzerConfigOptionsProvider);
        foreach (var diagnostic in policies.Value.Diagnostics)
        {
            // A file that another project compiles has its warnings there; only what stops this project is repeated.
            var isOurs = role.HasFlag(PolicyRole.Policy) || diagnostic.Severity == LanguageSeverity.Error;
            if (isOurs && string.Equals(diagnostic.Path, path, StringComparison.Ordinal))
            {
                file.ReportDiagnostic(diagnostic.ToRoslyn());
            }
        }

        foreach (var policy in policies.Value.Files.Where(f => string.Equals(f.Path, path, StringComparison.Ordinal)).SelectMany(static f => f.Policies))
        {
            if (role.HasFlag(PolicyRole.Policy))
            {
                ReportSecondDeclaration(file, policy, policies.Value);
                ReportNativeRuntime(file, policy);
            }

            if (role.HasFlag(PolicyRole.Tests) && !policy.Tests.IsEmpty)
            {
                ReportTests(file, policy, role, project);
            }
        }
    }

    // The first declaration in the order of paths is the one that is emitted.
    private static void ReportSecondDeclaration(AdditionalFileAnalysisContext file, PolicyDeclaration policy, PolicyCompilation policies)
    {
        var options = file.Options.AnalyzerConfigOptionsProvider;
        var ours = file.Options.AdditionalFiles.Where(f => PolicyRoles.IsPolicyFile(f) && PolicyRoles.Of(f, options) != PolicyRole.Import).Select(static f => f.Path).ToHashSet(StringComparer.Ordinal);
        var first = policies.Files.Where(f => ours.Contains(f.Path)).SelectMany(static f => f.Policies)
            .First(p => string.Equals(CSharpName.Pascal(p.Name), CSharpName.Pascal(policy.Name), StringComparison.OrdinalIgnoreCase));
        if (first.NameSpan != policy.NameSpan)
        {
            file.ReportDiagnostic(policy.NameSpan.ToRoslyn(DiagnosticCatalog.RepeatedPolicyClass, policy.Name, EmissionTarget.Read(options).Relative(first.NameSpan.Path)));
        }
    }

    private static void ReportNativeRuntime(AdditionalFileAnalysisContext file, PolicyDeclaration policy)
    {
        if (!EmissionTarget.LacksNativeRuntime(file.Options.AnalyzerConfigOptionsProvider))
        {
            return;
        }

        if (policy.Models.Items.FirstOrDefault(static m => m.Provider == ProviderKind.Onnx) is { } model)
        {
            file.ReportDiagnostic(model.NameSpan.ToRoslyn(DiagnosticCatalog.NativeRuntimeNotFound, model.Name));
        }
        else if (policy.Embedders.Items.FirstOrDefault(static e => e.Kind is EmbedderKind.Shipped or EmbedderKind.Onnx) is { } embedder)
        {
            file.ReportDiagnostic(policy.NameSpan.ToRoslyn(DiagnosticCatalog.NativeRuntimeNotFound, $"embedder {embedder.Name}"));
        }
    }

    private static void ReportTests(AdditionalFileAnalysisContext file, PolicyDeclaration policy, PolicyRole role, Compilation project)
    {
        if (EmissionTarget.Read(file.Options.AnalyzerConfigOptionsProvider).EmitTestCases)
        {
            return;
        }

        if (TestHost.FindFramework(project) == TestFramework.None)
        {
            file.ReportDiagnostic(policy.NameSpan.ToRoslyn(DiagnosticCatalog.TestFrameworkNotFound, policy.Name));
        }

        if (!role.HasFlag(PolicyRole.Policy) && TestHost.FindPolicy(project, CSharpName.Pascal(policy.Name), file.CancellationToken) is null)
        {
            file.ReportDiagnostic(policy.NameSpan.ToRoslyn(DiagnosticCatalog.TestedPolicyNotFound, policy.Name));
        }
    }
}
