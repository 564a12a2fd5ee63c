namespace OptPolicy.Language.Parsing;

/// <summary>Comparison operators, and what people from other languages write in their place.</summary>
internal static class OperatorSpelling
{
    public static bool IsComparison(string text) => text is "==" or "!=" or "<" or "<=" or ">" or ">=" or "in" or "matches" or "contains" or "=";

    public static bool IsSymbol(char c) => c is '<' or '>' or '=' or '!' or '&' or '|' or '~' or '≤' or '≥' or '≠';

    /// <summary>The operator meant by a run of symbols; the text itself when it is one, <see langword="null"/> when nothing is.</summary>
    public static string? Meant(ReadOnlySpan<char> text) => text switch
    {
        "=" => "=",
        "==" or "===" => "==",
        "<" => "<",
        "<=" or "≤" or "=<" => "<=",
        ">" => ">",
        ">=" or "≥" or "=>" => ">=",
        "!=" or "!==" or "<>" or "≠" or "=!" => "!=",
        "&&" or "&" => "and",
        "||" or "|" => "or",
        "!" => "not",
        "=~" or "~=" or "~" => "matches",
        _ => null,
    };
}
