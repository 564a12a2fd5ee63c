namespace OptPolicy.LanguageServer.Highlighting;

/// <summary>The token types that this server uses, in the order that the protocol's numbers refer to.</summary>
internal static class SemanticTokenLegend
{
    public const int Keyword = 0;
    public const int Property = 1;
    public const int Variable = 2;
    public const int Class = 3;
    public const int Function = 4;
    public const int EnumMember = 5;
    public const int Number = 6;
    public const int Text = 7;
    public const int Operator = 8;
    public const int Comment = 9;

    public const int Declaration = 1;
    public const int Documentation = 2;

    public static string[] Types { get; } = ["keyword", "property", "variable", "class", "function", "enumMember", "number", "string", "operator", "comment"];

    public static string[] Modifiers { get; } = ["declaration", "documentation"];
}
