using OptPolicy.Language.Syntax;
using OptPolicy.Language.Text;
using OptPolicy.LanguageServer.Protocol;
using OptPolicy.LanguageServer.Workspace;

namespace OptPolicy.LanguageServer.Outline;

/// <summary>The outline: every statement with a block or a name; settings are left out.</summary>
internal static class DocumentSymbols
{
    public static DocumentSymbol[] Of(SyntaxTree tree) => Of(tree.Text, tree.Statements);

    private static DocumentSymbol[] Of(PolicyText text, IEnumerable<Statement> statements) =>
        [.. statements.OfType<Clause>().Where(IsShown).Select(clause => Of(text, clause))];

    // The version line and an import declare nothing that one would jump to.
    private static bool IsShown(Clause clause) => clause.Lead is not ("optpolicy" or "import" or "inherit" or "expect" or "given" or "assert" or "at");

    private static DocumentSymbol Of(PolicyText text, Clause clause)
    {
        var lead = clause.Phrases[0];
        var selection = NameSpan(lead);
        var name = text.Slice(selection).Trim('"');
        return new DocumentSymbol(name.Length == 0 ? lead.Keyword.Text : name, Kind(clause.Lead), text.ToRange(clause.Span), text.ToRange(selection))
        {
            Detail = Detail(text, clause),
            Children = clause.Body is { } body ? Of(text, body.Statements) : null,
        };
    }

    private static TextSpan NameSpan(Phrase lead) => lead.Arguments.Items switch
    {
        [] => lead.Keyword.Span,
        [CallExpression call, ..] => call.Function.Span,
        [var name, ..] => name.Span,
    };

    /// <summary>The rest of the first line: what a rule does, after its name.</summary>
    private static string Detail(PolicyText text, Clause clause)
    {
        const int charactersMax = 80;
        if (clause.Phrases.Count == 1)
        {
            return clause.Lead;
        }

        var span = TextSpan.Cover(clause.Phrases[1].Span, clause.Phrases[^1].Span);
        var words = string.Join(' ', text.Slice(span).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return words.Length <= charactersMax ? words : words[..charactersMax] + "…";
    }

    private static SymbolKind Kind(string lead) => lead switch
    {
        "policy" => SymbolKind.Class,
        "model" or "embedder" or "verifier" => SymbolKind.Object,
        "rule" or "otherwise" or "try" or "retry" or "step" => SymbolKind.Method,
        "extern" => SymbolKind.Function,
        "test" => SymbolKind.Event,
        "cascade" or "route" or "fallback" => SymbolKind.Module,
        _ => SymbolKind.Property,
    };
}
