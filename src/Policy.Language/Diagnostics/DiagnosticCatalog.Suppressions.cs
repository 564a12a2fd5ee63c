namespace OptPolicy.Language.Diagnostics;

public static partial class DiagnosticCatalog
{
    public static readonly DiagnosticDescriptor UnusedSuppression = Warning("OPT1090", "Unused suppression", "nothing here reports {0}; remove the suppression");

    public static readonly DiagnosticDescriptor UnknownSuppressedCode = Warning("OPT1091", "Unknown code in a suppression", "there is no message {0}{1}");

    public static readonly DiagnosticDescriptor SuppressionWithoutReason = Warning("OPT1092", "Suppression without a reason", "a suppression says why: '// optpolicy disable {0}: because …'");

    public static readonly DiagnosticDescriptor NotSuppressible = Warning("OPT1093", "Message that cannot be suppressed", "{0} is an error of the file itself and cannot be suppressed; repair it");
}
