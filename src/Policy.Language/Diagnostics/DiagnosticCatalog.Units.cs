namespace OptPolicy.Language.Diagnostics;

public static partial class DiagnosticCatalog
{
    public static readonly DiagnosticDescriptor WrongUnit = Error("OPT3001", "Wrong unit or type", "'{0}' is not {1}");

    public static readonly DiagnosticDescriptor UnknownUnit = Error("OPT3002", "Unknown unit", "'{0}' is not a unit{1}");

    public static readonly DiagnosticDescriptor OutOfRange = Error("OPT3003", "Value out of range", "{0} is out of range; it must be {1}");

    public static readonly DiagnosticDescriptor ReversedRange = Error("OPT3004", "Reversed range", "the range {0} is empty: its ends are the wrong way round");

    public static readonly DiagnosticDescriptor DefaultOutsideRange = Error("OPT3005", "Default outside its range", "the default {0} is not in the tunable range {1}");

    public static readonly DiagnosticDescriptor NotTunable = Error("OPT3006", "Setting not tunable", "'{0}' cannot be tuned; remove 'tunable' and its range");

    public static readonly DiagnosticDescriptor ImplausiblePrice = Warning("OPT3007", "Implausible price", "{0} is more than {1} times the price of every other model; did you mean {2}?");

    public static readonly DiagnosticDescriptor WrongComparison = Error("OPT3008", "Comparison that does not fit", "'{0}' is {1} and cannot be compared with '{2}'; use {3}");

    public static readonly DiagnosticDescriptor NotACondition = Error("OPT3009", "Not a condition", "'{0}' is not a condition; compare a fact with a value, for example '{1}'");

    public static readonly DiagnosticDescriptor NeedlessBoolComparison = Error("OPT3010", "Comparison with true or false", "a yes-or-no fact stands alone; write '{0}'");

    public static readonly DiagnosticDescriptor InvalidPattern = Error("OPT3011", "Invalid pattern", "{0} is not a regular expression: {1}");

    public static readonly DiagnosticDescriptor ConflictingPrices = Error("OPT3012", "Conflicting prices", "the model is free and has a price; remove one of the two");

    public static readonly DiagnosticDescriptor FactOnTheRight = Error("OPT3013", "Comparison the wrong way round", "the fact stands on the left; write '{0}'");
}
