using OptPolicy.Language.Schema;
using OptPolicy.Language.Syntax;
using OptPolicy.Language.Text;
using OptPolicy.LanguageServer.Completion;
using OptPolicy.LanguageServer.Costs;
using OptPolicy.LanguageServer.Cursor;
using OptPolicy.LanguageServer.Protocol;
using OptPolicy.LanguageServer.Workspace;

namespace OptPolicy.LanguageServer.Hovering;

/// <summary>Says what the thing under the pointer is: a statement, a setting, a fact, a unit, or something the file declares.</summary>
internal static class HoverProvider
{
    public static Hover? At(PolicySnapshot snapshot, string path, int offset)
    {
        if (snapshot.Tree(path) is not { } tree || TokenIndex(tree, offset) is not { } index)
        {
            return null;
        }

        var span = PathSpan(tree, index);
        return Describe(snapshot, tree, index, span) is { } contents ? new Hover(contents, tree.Text.ToRange(span)) : null;
    }

    private static MarkupContent? Describe(PolicySnapshot snapshot, SyntaxTree tree, int index, TextSpan span)
    {
        var token = tree.Tokens[index];
        var context = CursorContext.AtStartOf(tree, span.Start);
        return token.Kind switch
        {
            TokenKind.Keyword => OfKeyword(snapshot, tree, context, token),
            TokenKind.Quantity => Units.Find(token.Unit) is { } unit ? MarkupContent.Markdown($"**{unit.Name}**: {unit.Documentation}") : null,
            TokenKind.Word => OfName(snapshot, tree, index, span, context),
            _ => null,
        };
    }

    private static MarkupContent? OfKeyword(PolicySnapshot snapshot, SyntaxTree tree, CursorContext context, Token token)
    {
        if (!context.Statement.IsEmpty)
        {
            var row = StatementRows.Of(context.Statement, context.ParentTitle);
            return row?.FindPhrase(token.Text) is { } phrase ? SchemaDocs.Of(phrase) : null;
        }

        var statement = tree.Tokens.SkipWhile(t => t.Span.Start < token.Span.Start).TakeWhile(static t => t.Kind is not (TokenKind.NewLine or TokenKind.OpenBrace)).ToArray();
        var docs = StatementRows.Of(statement, context.ParentTitle) is { } lead ? SchemaDocs.Of(lead) : null;
        return WithCost(docs, snapshot, tree, token.Span);
    }

    private static MarkupContent? OfName(PolicySnapshot snapshot, SyntaxTree tree, int index, TextSpan span, CursorContext context)
    {
        var name = tree.Text.Slice(span);
        var isSetting = context.Statement.IsEmpty && tree.Tokens.Skip(index).SkipWhile(t => t.Span.Start < span.End).FirstOrDefault().Kind == TokenKind.Colon;
        if (isSetting && context.Parent?.FindSetting(name) is { } setting)
        {
            return SchemaDocs.Of(setting);
        }

        if (DeclaredNames.Of(snapshot, tree.Text.Path).FirstOrDefault(n => n.Name == name && !IsFactPosition(n, name)) is { } declared)
        {
            return WithCost(DeclarationDocs.Of(declared), snapshot, tree, span);
        }

        if (FactTable.Find(name) is { } fact)
        {
            return SchemaDocs.Of(fact.Definition);
        }

        return Function(context, name) is { } function
            ? MarkupContent.Markdown($"**{function.Signature}**: {function.Documentation}{(function.Unavailable is null ? "" : $"\n\n*Not available yet: {function.Unavailable}.*")}")
            : null;
    }

    // An intent may carry the name of a fact; the fact is then what the condition reads.
    private static bool IsFactPosition(DeclaredName declared, string name) => declared.Kind == SymbolKinds.Intent && FactTable.Find(name) is not null;

    private static FunctionSchema? Function(CursorContext context, string name) =>
        SettingPosition.Of(context.Statement) is { } setting
            ? context.Parent?.FindSetting(setting.Name)?.Shape.Functions.FirstOrDefault(f => f.Name == name)
            : StatementRows.Of(context.Statement, context.ParentTitle)?.Phrases.SelectMany(static p => p.Operands).SelectMany(static o => o.Shape.Functions).FirstOrDefault(f => f.Name == name);

    private static MarkupContent? WithCost(MarkupContent? docs, PolicySnapshot snapshot, SyntaxTree tree, TextSpan span) =>
        docs is not null && RuleCostHints.At(snapshot, tree.Text.Path, tree.Text.PositionAt(span.Start).Line) is { } cost
            ? MarkupContent.Markdown($"{docs.Value}\n\n---\n{RuleCostHints.Explain(cost)}")
            : docs;

    private static int? TokenIndex(SyntaxTree tree, int offset)
    {
        for (var i = 0; i < tree.Tokens.Length; i++)
        {
            if (tree.Tokens[i].Span.Start <= offset && offset < tree.Tokens[i].Span.End)
            {
                return i;
            }
        }

        return null;
    }

    /// <summary>The whole dotted name around a word.</summary>
    private static TextSpan PathSpan(SyntaxTree tree, int index)
    {
        var (first, last) = (index, index);
        if (tree.Tokens[index].Kind == TokenKind.Word)
        {
            while (first >= 2 && tree.Tokens[first - 1].Kind == TokenKind.Dot)
            {
                first -= 2;
            }

            while (last + 2 < tree.Tokens.Length && tree.Tokens[last + 1].Kind == TokenKind.Dot)
            {
                last += 2;
            }
        }

        return TextSpan.Cover(tree.Tokens[first].Span, tree.Tokens[last].Span);
    }
}
