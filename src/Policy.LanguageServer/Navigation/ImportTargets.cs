using OptPolicy.Language.Importing;
using OptPolicy.Language.Syntax;
using OptPolicy.LanguageServer.Workspace;

namespace OptPolicy.LanguageServer.Navigation;

/// <summary>The file that the import under the cursor means.</summary>
internal static class ImportTargets
{
    public static string? At(PolicySnapshot snapshot, string path, int offset)
    {
        if (snapshot.Tree(path) is not { } tree)
        {
            return null;
        }

        foreach (var clause in tree.Statements.OfType<Clause>().Where(static c => c.Lead == "import"))
        {
            if (clause.Phrases[0].Arguments.Items is [Literal { Token.Kind: TokenKind.String } file, ..] && file.Span.Contains(offset))
            {
                var target = ImportPath.Resolve(path, file.Token.StringValue);
                return snapshot.Tree(target) is null ? null : target;
            }
        }

        return null;
    }
}
