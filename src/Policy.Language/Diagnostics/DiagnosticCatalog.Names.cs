namespace OptPolicy.Language.Diagnostics;

public static partial class DiagnosticCatalog
{
    public static readonly DiagnosticDescriptor UnknownName = Error("OPT2001", "Unknown name", "there is no {0} named '{1}'{2}");

    public static readonly DiagnosticDescriptor DuplicateName = Error("OPT2002", "Duplicate name", "the {0} '{1}' is declared twice; rename one of them");

    public static readonly DiagnosticDescriptor UnknownSetting = Error("OPT2003", "Unknown setting", "'{0}' has no setting '{1}'{2}");

    public static readonly DiagnosticDescriptor RepeatedSetting = Error("OPT2004", "Repeated setting", "'{0}' is set twice in this block; keep one");

    public static readonly DiagnosticDescriptor MissingSetting = Error("OPT2005", "Missing setting", "'{0}' needs '{1}'; add '{2}'");

    public static readonly DiagnosticDescriptor MisplacedStatement = Error("OPT2006", "Misplaced statement", "'{0}' cannot stand in {1}; it belongs in {2}");

    public static readonly DiagnosticDescriptor UnknownForm = Error("OPT2007", "Unknown form of a statement", "'{0}' is none of {1}{2}");

    public static readonly DiagnosticDescriptor MissingPhrase = Error("OPT2008", "Missing part of a statement", "'{0}' needs '{1}'; write for example '{2}'");

    public static readonly DiagnosticDescriptor UnexpectedPhrase = Error("OPT2009", "Unexpected part of a statement", "'{0}' takes no '{1}'{2}");

    public static readonly DiagnosticDescriptor PhraseOrder = Error("OPT2010", "Parts in the wrong order", "'{0}' stands before '{1}'; write for example '{2}'");

    public static readonly DiagnosticDescriptor RepeatedStatement = Error("OPT2011", "Repeated statement", "'{0}' may stand only once here; merge the two");

    public static readonly DiagnosticDescriptor MissingOperand = Error("OPT2012", "Missing value of a statement", "'{0}' needs {1}: {2}");

    public static readonly DiagnosticDescriptor UnexpectedOperand = Error("OPT2013", "Unexpected value", "'{0}' takes nothing more here; remove '{1}'");

    public static readonly DiagnosticDescriptor UnexpectedBlock = Error("OPT2015", "Unexpected block", "'{0}' takes no block; remove it");

    public static readonly DiagnosticDescriptor UnknownWord = Error("OPT2016", "Unknown word", "'{0}' is none of {1}{2}");

    public static readonly DiagnosticDescriptor UnknownFact = Error("OPT2017", "Unknown fact", "there is no fact '{0}'{1}");

    public static readonly DiagnosticDescriptor WrongFactSubject = Error("OPT2018", "Fact not known here", "'{0}' is a {1} fact and is not known here; use {2} facts such as {3}");

    public static readonly DiagnosticDescriptor WrongArguments = Error("OPT2020", "Wrong arguments", "'{0}' is written {1}");

    public static readonly DiagnosticDescriptor MissingVersion = Error("OPT2021", "Missing version", "a policy file starts with 'optpolicy 1'");

    public static readonly DiagnosticDescriptor UnknownVersion = Error("OPT2022", "Unknown version", "version {0} of the language is not known; this compiler knows version 1");

    public static readonly DiagnosticDescriptor ImportNotFound = Error("OPT2023", "Import not found", "there is no file '{0}' among the policy files{1}");

    public static readonly DiagnosticDescriptor ImportCycle = Error("OPT2024", "Import cycle", "files import each other in a circle: {0}");

    public static readonly DiagnosticDescriptor UnusedImport = Warning("OPT2025", "Unused import", "nothing of '{0}' is used here; remove the import");

    public static readonly DiagnosticDescriptor ExtendsCycle = Error("OPT2026", "Extension cycle", "policies extend each other in a circle: {0}");

    public static readonly DiagnosticDescriptor NothingToInherit = Error("OPT2027", "Nothing to inherit", "'inherit' stands for the extended policy's '{0}', but {1}");

    public static readonly DiagnosticDescriptor UnusedDeclaration = Warning("OPT2028", "Unused declaration", "the {0} '{1}' is never used; remove it, or use it");

    public static readonly DiagnosticDescriptor PolicyWithoutRoute = Warning("OPT2029", "Policy without route", "policy '{0}' has no route and no policy extends it, so no code is made from it; add a 'route' block");

    public static readonly DiagnosticDescriptor InvalidName = Error("OPT2030", "Invalid name", "'{0}' cannot be declared: a name is one word of letters, digits and '_'");

    public static readonly DiagnosticDescriptor ConflictingParts = Error("OPT2031", "Conflicting parts", "'{0}' and '{1}' exclude each other; keep one");

    public static readonly DiagnosticDescriptor ModelOutOfReach = Error("OPT2032", "Model out of reach", "policy '{0}' never asks '{1}', so this line has no effect; use a model that a rule, a cascade, the fallback or a budget leads to");

    public static readonly DiagnosticDescriptor OtherwiseNotLast = Error("OPT2033", "'otherwise' not last", "'otherwise' takes everything that is left, so nothing after it is reached; move it to the end");

    public static readonly DiagnosticDescriptor MissingStatement = Error("OPT2034", "Missing statement", "'{0}' needs '{1}'; write for example '{2}'");

    public static readonly DiagnosticDescriptor AmbiguousModel = Error("OPT2035", "Two models of one name", "policy '{0}' reaches two models named '{1}'; rename one of them");

    public static readonly DiagnosticDescriptor SettingWithoutUse = Error("OPT2036", "Setting that its provider does not use", "'{0}' has no effect on '{1}': {2}; remove it");
}
