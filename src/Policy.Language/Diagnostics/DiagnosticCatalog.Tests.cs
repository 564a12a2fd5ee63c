namespace OptPolicy.Language.Diagnostics;

public static partial class DiagnosticCatalog
{
    public static readonly DiagnosticDescriptor DuplicateTestName = Error("OPT6001", "Duplicate test name", "two tests are named \"{0}\"; a result would not say which one failed");

    public static readonly DiagnosticDescriptor UntestedRule = Info("OPT6002", "Rule that no test reaches", "no test shows that rule '{0}' decides; for example {1} takes it");

    public static readonly DiagnosticDescriptor ImpossibleExpectation = Warning("OPT6003", "Expectation that cannot hold", "{0}");

    public static readonly DiagnosticDescriptor TestWithoutExpectation = Warning("OPT6004", "Test without an expectation", "test \"{0}\" expects nothing and cannot fail; add 'expect rule …' or 'expect model …'");
}
