namespace OptPolicy.Language.Diagnostics;

public static partial class DiagnosticCatalog
{
    public static readonly DiagnosticDescriptor CollidingNames = Error("OPT5001", "Names that become one C# name", "{0} '{1}' and '{2}' both become '{3}' in C#; rename one of them");

    public static readonly DiagnosticDescriptor NameNeededByCSharp = Error("OPT5002", "Name that C# needs", "{0} '{1}' becomes '{2}' in C#, which {3}; choose another name");

    public static readonly DiagnosticDescriptor RepeatedPolicyClass = Error("OPT5003", "Two policies for one class", "policy '{0}' is also declared in {1}, and a project has one class of that name; rename one of them");
}
