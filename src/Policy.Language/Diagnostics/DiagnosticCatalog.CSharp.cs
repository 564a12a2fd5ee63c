namespace OptPolicy.Language.Diagnostics;

public static partial class DiagnosticCatalog
{
    public static readonly DiagnosticDescriptor CollidingNames = Error("OPT5001", "Names that become one C# name", "{0} '{1}' and '{2}' both become '{3}' in C#; rename one of them");

    public static readonly DiagnosticDescriptor NameNeededByCSharp = Error("OPT5002", "Name that C# needs", "{0} '{1}' becomes '{2}' in C#, which {3}; choose another name");
}
