namespace OptPolicy.Language.Diagnostics;

public static partial class DiagnosticCatalog
{
    public static readonly DiagnosticDescriptor NotAvailable = Error("OPT9100", "Not available yet", "'{0}' is not available yet: {1}. Remove it for now.");
}
