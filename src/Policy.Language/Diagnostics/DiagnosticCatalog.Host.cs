namespace OptPolicy.Language.Diagnostics;

public static partial class DiagnosticCatalog
{
    public static readonly DiagnosticDescriptor CompilerHostTooOld = Error("OPT9001", "Compiler host that is too old", "OptPolicy needs a compiler that runs on .NET, and this one runs on '{0}'; build with the .NET 10 SDK, or set RoslynCompilerType to Core");

    public static readonly DiagnosticDescriptor TestedPolicyNotFound = Error("OPT9002", "Tests without their policy", "no referenced project compiles policy '{0}', whose tests are listed here; add a ProjectReference to the app");

    public static readonly DiagnosticDescriptor TestFrameworkNotFound = Error("OPT9003", "Tests without a test framework", "the tests of policy '{0}' become xunit tests; add a PackageReference to xunit.v3");

    public static readonly DiagnosticDescriptor NativeRuntimeNotFound = Warning("OPT9004", "Local model without a native runtime", "'{0}' runs in-process, and the app brings no native ONNX Runtime: run 'dotnet add package OptPolicy.Backend.Cpu' (or .Cuda, .DirectML)");

    public static readonly DiagnosticDescriptor NotAvailable = Error("OPT9100", "Not available yet", "'{0}' is not available yet: {1}. Remove it for now.");
}
