using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace OptPolicy.Generator.Gate
{
    /// <summary>Hands over to the analyzer in the engine assembly, or says what to do where the host cannot load it.</summary>
    [DiagnosticAnalyzer(LanguageNames.CSharp)]
    public sealed class PolicyAnalyzerGate : DiagnosticAnalyzer
    {
        private static readonly DiagnosticDescriptor NeedsNet = new DiagnosticDescriptor(
            "OPT9001",
            "Compiler host that is too old",
            "OptPolicy needs a compiler that runs on .NET, and this one runs on '{0}'; build with the .NET 10 SDK, or set RoslynCompilerType to Core",
            "OptPolicy.Host",
            DiagnosticSeverity.Error,
            isEnabledByDefault: true,
            helpLinkUri: "docs/diagnostics/OPT9001.md",
            customTags: WellKnownDiagnosticTags.CompilationEnd);

        private readonly DiagnosticAnalyzer? _engine = EngineLoader.Load<DiagnosticAnalyzer>("OptPolicy.Generator.PolicyAnalyzer");

        public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics =>
            _engine?.SupportedDiagnostics ?? ImmutableArray.Create(NeedsNet);

        public override void Initialize(AnalysisContext context)
        {
            if (_engine is not null)
            {
                _engine.Initialize(context);
                return;
            }

            context.EnableConcurrentExecution();
            context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
            context.RegisterCompilationAction(static end =>
                end.ReportDiagnostic(Diagnostic.Create(NeedsNet, Location.None, RuntimeInformation.FrameworkDescription)));
        }
    }
}
