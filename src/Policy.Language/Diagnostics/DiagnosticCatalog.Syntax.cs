namespace OptPolicy.Language.Diagnostics;

public static partial class DiagnosticCatalog
{
    public static readonly DiagnosticDescriptor UnexpectedToken = Error("OPT1001", "Unexpected token", "expected {0}, found {1}");

    public static readonly DiagnosticDescriptor UnexpectedCharacter = Error("OPT1002", "Unexpected character", "{0} has no meaning here; {1}");

    public static readonly DiagnosticDescriptor UnterminatedString = Error("OPT1003", "Unterminated text", "this text has no closing quote on its line; end it with \"");

    public static readonly DiagnosticDescriptor UnknownEscape = Error("OPT1004", "Unknown escape", "'{0}' is not an escape; write \\\", \\\\, \\n, \\t or \\u{{hex}}");

    public static readonly DiagnosticDescriptor MalformedNumber = Error("OPT1005", "Malformed number", "'{0}' is not a number; {1}");

    public static readonly DiagnosticDescriptor UnsupportedCurrency = Error("OPT1006", "Unsupported currency", "amounts are in US dollars; write '{0}' with the value in dollars");

    public static readonly DiagnosticDescriptor UnclosedBracket = Error("OPT1007", "Unclosed bracket", "'{0}' is never closed; add '{1}'");

    public static readonly DiagnosticDescriptor UnmatchedBracket = Error("OPT1008", "Unmatched bracket", "'{0}' closes nothing here; {1}");

    public static readonly DiagnosticDescriptor MissingOpenBrace = Error("OPT1009", "Missing '{'", "the block of '{0}' has no '{{'; add it at the end of this line");

    public static readonly DiagnosticDescriptor UnclosedBlock = Error("OPT1010", "Unclosed block", "the block of '{0}' is never closed; add '}}'");

    public static readonly DiagnosticDescriptor StrayCloseBrace = Error("OPT1011", "Stray '}'", "this '}}' closes nothing; remove it");

    public static readonly DiagnosticDescriptor MisplacedBlock = Error("OPT1012", "Misplaced block", "a block cannot start here; {0}");

    public static readonly DiagnosticDescriptor MissingColon = Error("OPT1013", "Missing ':'", "a setting is written 'name: value'; write '{0}: {1}'");

    public static readonly DiagnosticDescriptor MissingValue = Error("OPT1014", "Missing value", "{0} needs {1}, found {2}");

    public static readonly DiagnosticDescriptor ForeignOperator = Error("OPT1015", "Foreign operator", "'{0}' is not an operator; write '{1}'");

    public static readonly DiagnosticDescriptor NeedlessSeparator = Error("OPT1016", "Needless separator", "a line needs no '{0}' at its end; remove it");

    public static readonly DiagnosticDescriptor UnknownStatement = Error("OPT1017", "Unknown statement", "'{0}' does not start a statement; {1}");

    public static readonly DiagnosticDescriptor ReservedName = Error("OPT1018", "Reserved name", "'{0}' is a word of the language and cannot be a name here; choose another, such as '{1}'");

    public static readonly DiagnosticDescriptor ForeignComment = Error("OPT1019", "Foreign comment", "a comment starts with '//'");

    public static readonly DiagnosticDescriptor FileTooLarge = Error("OPT1020", "File too large", "the file has {0} characters; a policy file may have {1}");

    public static readonly DiagnosticDescriptor NestedTooDeeply = Error("OPT1021", "Nested too deeply", "more than {0} {1}; split it into named parts");

    public static readonly DiagnosticDescriptor WrongEncoding = Error("OPT1022", "Wrong encoding", "the file is not text in UTF-8; save it as UTF-8");

    public static readonly DiagnosticDescriptor DetachedUnit = Error("OPT1023", "Detached unit", "a number and its unit are written together; write '{0}'");

    public static readonly DiagnosticDescriptor MisplacedNot = Error("OPT1024", "Misplaced 'not'", "'not' stands before the comparison; write 'not {0} {1} …'");

    public static readonly DiagnosticDescriptor MissingBrackets = Error("OPT1025", "Missing brackets", "several values stand in brackets; write '[{0}, …]'");

    public static readonly DiagnosticDescriptor QuotedName = Error("OPT1026", "Quoted name", "names are written without quotes; write '{0}'");

    public static readonly DiagnosticDescriptor ChainedComparison = Error("OPT1027", "Chained comparison", "one comparison at a time; write two joined with 'and', or a range such as 'x in 1..2'");

    public static readonly DiagnosticDescriptor TooManySyntaxErrors = Error("OPT1028", "Too many syntax errors", "more than {0} syntax errors, the rest are not shown; is this a policy file?");
}
