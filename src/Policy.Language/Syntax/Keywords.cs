namespace OptPolicy.Language.Syntax;

/// <summary>The reserved words. Those that start a statement and those that continue one are disjoint, so the first word of a line decides whether it is a new statement.</summary>
public static class Keywords
{
    public static IReadOnlyList<string> Leading { get; } =
    [
        "optpolicy", "import", "model", "embedder", "verifier", "intents", "intent", "extern", "policy", "cache", "retrieve", "route", "rule",
        "otherwise", "cascade", "try", "budget", "fallback", "retry", "compress", "step", "recover", "gate", "speculate", "bypass",
        "verify", "disable", "inherit", "quality", "test", "at", "expect", "given", "assert", "canary",
    ];

    public static IReadOnlyList<string> Continuing { get; } =
    [
        "as", "extends", "when", "use", "accept", "per", "from", "keep", "with", "after", "warn", "reject", "degrade", "to", "because",
        "of", "using", "tunable", "group", "pattern", "epochs", "except", "widen",
    ];

    public static IReadOnlyList<string> Operators { get; } = ["and", "or", "not", "in", "matches", "contains"];

    public static bool IsKeyword(string word) => Classify(word) is WordClass.Leading or WordClass.Continuing;

    public static bool IsLeading(string word) => Classify(word) == WordClass.Leading;

    public static bool IsContinuing(string word) => Classify(word) == WordClass.Continuing;

    /// <summary>What a word is where nothing around it makes it a name.</summary>
    internal static WordClass Classify(ReadOnlySpan<char> word) => word switch
    {
        "optpolicy" or "import" or "model" or "embedder" or "verifier" or "intents" or "intent" or "extern" or "policy" or "cache" or "retrieve"
            or "route" or "rule" or "otherwise" or "cascade" or "try" or "budget" or "fallback" or "retry" or "compress" or "step"
            or "recover" or "gate" or "speculate" or "bypass" or "verify" or "disable" or "inherit" or "quality" or "test" or "at"
            or "expect" or "given" or "assert" or "canary" => WordClass.Leading,
        "as" or "extends" or "when" or "use" or "accept" or "per" or "from" or "keep" or "with" or "after" or "warn" or "reject"
            or "degrade" or "to" or "because" or "of" or "using" or "tunable" or "group" or "pattern" or "epochs" or "except" or "widen" => WordClass.Continuing,
        "and" or "or" or "not" or "in" or "matches" or "contains" => WordClass.Operator,
        _ => WordClass.Name,
    };

    /// <summary>Statements that mean nothing without a block.</summary>
    internal static bool NeedsBlock(string lead) =>
        lead is "model" or "embedder" or "verifier" or "intents" or "intent" or "policy" or "retrieve" or "route" or "cascade"
            or "budget" or "fallback" or "compress" or "quality" or "test";

    /// <summary>Statements that may have a block.</summary>
    internal static bool TakesBlock(string lead) => lead is "cache" or "speculate" || NeedsBlock(lead);

    /// <summary>Statements whose first operand is the name they declare.</summary>
    internal static bool NeedsName(string lead) => lead is "model" or "embedder" or "verifier" or "intents" or "intent" or "policy" or "rule" or "cascade";

    /// <summary>Statements that stand at the top of a file and nowhere else.</summary>
    internal static bool IsTopLevelOnly(string lead) =>
        lead is "optpolicy" or "import" or "model" or "embedder" or "verifier" or "intents" or "extern" or "compress" or "policy";
}

internal enum WordClass : byte
{
    Name,
    Leading,
    Continuing,
    Operator,
}
