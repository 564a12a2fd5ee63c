using System.Collections.Immutable;
using OptPolicy.Language.Parsing;
using OptPolicy.Language.Syntax;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Importing;

/// <summary>One <c>import</c> of a file.</summary>
/// <param name="Path">What it means; see <see cref="ImportPath"/>.</param>
/// <param name="Alias">The word after <c>as</c>, or null.</param>
public readonly record struct ImportedFile(string Path, string? Alias);

/// <summary>Reads the imports of a file from its tokens alone, before anything is parsed.</summary>
public static class ImportPaths
{
    public static ImmutableArray<ImportedFile> Of(PolicyText text)
    {
        // Most files import nothing; they are not even lexed.
        if (text.Content.Length > PolicyParser.LengthMax || !text.Content.Contains("import", StringComparison.Ordinal))
        {
            return [];
        }

        return Of(text.Path, [.. new Lexer(text, new SyntaxErrors(text)).Scan().Tokens]);
    }

    public static ImmutableArray<ImportedFile> Of(SyntaxTree tree) => Of(tree.Text.Path, tree.Tokens);

    private static ImmutableArray<ImportedFile> Of(string path, ImmutableArray<Token> tokens)
    {
        var imports = ImmutableArray.CreateBuilder<ImportedFile>();
        for (var i = 0; i + 1 < tokens.Length; i++)
        {
            if (tokens[i] is { Kind: TokenKind.Keyword, Text: "import" } && tokens[i + 1].Kind == TokenKind.String)
            {
                var alias = i + 3 < tokens.Length && tokens[i + 2] is { Kind: TokenKind.Keyword, Text: "as" } ? tokens[i + 3].Text : null;
                imports.Add(new ImportedFile(ImportPath.Resolve(path, tokens[i + 1].StringValue), alias));
            }
        }

        return imports.ToImmutable();
    }
}
