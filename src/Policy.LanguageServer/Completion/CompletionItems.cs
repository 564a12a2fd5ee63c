using System.Text.RegularExpressions;
using OptPolicy.Language.Schema;
using OptPolicy.Language.Semantics;
using OptPolicy.Language.Text;
using OptPolicy.LanguageServer.Hovering;
using OptPolicy.LanguageServer.Protocol;
using OptPolicy.LanguageServer.Workspace;

namespace OptPolicy.LanguageServer.Completion;

/// <summary>Collects offers: each label once, in the order they are added, replacing the word at the cursor.</summary>
internal sealed partial class CompletionItems(PolicyText text, TextSpan word, bool snippets)
{
    private const int Snippet = 2;

    private readonly LspRange _range = text.ToRange(word);
    private readonly Dictionary<string, CompletionItem> _items = new(StringComparer.Ordinal);

    public CompletionItem[] ToArray() => [.. _items.Values];

    public void Add(CompletionItem item, string? insert = null)
    {
        var hasPlaceholder = insert is not null && Placeholder().IsMatch(insert);
        var newText = hasPlaceholder && !snippets ? Placeholder().Replace(insert!, "$1") : insert ?? item.Label;
        _items.TryAdd(item.Label, item with
        {
            SortText = $"{_items.Count:D4}",
            FilterText = item.Label,
            InsertTextFormat = hasPlaceholder && snippets ? Snippet : null,
            TextEdit = new LspTextEdit(_range, newText),
        });
    }

    public void AddStatement(StatementSchema row) =>
        Add(new CompletionItem(row.Title, CompletionKind.Keyword) { Detail = Availability(row.Unavailable), Documentation = SchemaDocs.Of(row) }, StatementSnippet.Of(row));

    public void AddPhrase(PhraseSchema phrase) =>
        Add(new CompletionItem(phrase.Keyword, CompletionKind.Keyword) { Documentation = SchemaDocs.Of(phrase) });

    public void AddKeyword(string keyword, string documentation) =>
        Add(new CompletionItem(keyword, CompletionKind.Keyword) { Documentation = MarkupContent.Markdown(documentation) });

    public void AddSetting(SettingSchema setting) =>
        Add(new CompletionItem(setting.Name, CompletionKind.Property) { Detail = Availability(setting.Unavailable) ?? setting.Shape.Description, Documentation = SchemaDocs.Of(setting) }, $"{setting.Name}: ");

    public void AddFactSetting(FactDefinition fact)
    {
        var name = fact.Name.TrimEnd('*');
        Add(new CompletionItem(name, CompletionKind.Property) { Documentation = SchemaDocs.Of(fact) }, fact.Name.EndsWith('*') ? name + "${1:attribute}: " : $"{name}: ");
    }

    public void AddFact(FactDefinition fact) =>
        Add(new CompletionItem(fact.Name.TrimEnd('*'), CompletionKind.Variable) { Detail = SchemaDocs.TypeName(fact.Type), Documentation = SchemaDocs.Of(fact) });

    public void AddFunction(FunctionSchema function)
    {
        var arguments = function.Parameters.Where(static p => !p.IsOptional).Select(static (p, i) => p.Shape.Kind == ShapeKind.Text ? $"\"${{{i + 1}:{p.Name}}}\"" : $"${{{i + 1}:{p.Name}}}");
        Add(
            new CompletionItem(function.Name, CompletionKind.Function) { Detail = Availability(function.Unavailable) ?? function.Signature, Documentation = MarkupContent.Markdown(function.Documentation) },
            function.Parameters.IsEmpty ? function.Name : $"{function.Name}({string.Join(", ", arguments)})");
    }

    public void AddName(DeclaredName name) =>
        Add(new CompletionItem(name.Name, name.Kind == SymbolKinds.Policy ? CompletionKind.Class : CompletionKind.Module) { Detail = name.Kind.ToString().ToLowerInvariant(), Documentation = DeclarationDocs.Of(name) });

    public void AddPredicate(DeclaredName name) =>
        Add(new CompletionItem(name.Name, CompletionKind.Function) { Detail = "C# predicate", Documentation = DeclarationDocs.Of(name) }, $"{name.Name}(request)");

    public void AddSnippet(string label, string snippet, string detail) =>
        Add(new CompletionItem(label, CompletionKind.Value) { Detail = detail }, snippet);

    private static string? Availability(string? unavailable) => unavailable is null ? null : "not available yet";

    [GeneratedRegex(@"\$\{\d+:([^}]*)\}|\$\d", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Placeholder();
}
