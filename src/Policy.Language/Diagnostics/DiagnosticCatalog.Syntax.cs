namespace OptPolicy.Language.Diagnostics;

public static partial class DiagnosticCatalog
{
    public static readonly DiagnosticDescriptor UnexpectedToken = Error("OPT1001", "Unexpected token", "expected {0}, found {1}");
}
