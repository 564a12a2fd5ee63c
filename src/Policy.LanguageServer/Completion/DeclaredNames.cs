using System.Collections.Immutable;
using OptPolicy.Language.Importing;
using OptPolicy.Language.Schema;
using OptPolicy.Language.Syntax;
using OptPolicy.LanguageServer.Workspace;

namespace OptPolicy.LanguageServer.Completion;

/// <summary>The names that a file declares or imports, found in its syntax: broken statements elsewhere hide nothing.</summary>
internal static class DeclaredNames
{
    public static ImmutableArray<DeclaredName> Of(PolicySnapshot snapshot, string path)
    {
        var names = ImmutableArray.CreateBuilder<DeclaredName>();
        if (snapshot.Tree(path) is not { } tree)
        {
            return [];
        }

        Add(names, tree, "");
        foreach (var import in ImportPaths.Of(tree))
        {
            if (snapshot.Tree(import.Path) is { } imported)
            {
                Add(names, imported, import.Alias is { } alias ? alias + "." : "");
            }
        }

        return names.ToImmutable();
    }

    private static void Add(ImmutableArray<DeclaredName>.Builder names, SyntaxTree tree, string prefix)
    {
        foreach (var clause in tree.Statements.OfType<Clause>())
        {
            Add(names, tree, clause, prefix, null);
            if (clause.Body is { } body && clause.Lead is "policy" or "intents")
            {
                foreach (var inner in body.Statements.OfType<Clause>())
                {
                    AddInner(names, tree, inner, prefix, clause.Lead == "policy" ? NameOf(clause) : null);
                }
            }
        }
    }

    private static void AddInner(ImmutableArray<DeclaredName>.Builder names, SyntaxTree tree, Clause clause, string prefix, string? policy)
    {
        // Inside a policy names need no alias; intents are values, not references.
        Add(names, tree, clause, policy is null ? prefix : "", policy);
        if (clause is { Lead: "route", Body: { } route })
        {
            foreach (var rule in route.Statements.OfType<Clause>())
            {
                Add(names, tree, rule, "", policy);
            }
        }
    }

    private static void Add(ImmutableArray<DeclaredName>.Builder names, SyntaxTree tree, Clause clause, string prefix, string? policy)
    {
        var kind = clause.Lead switch
        {
            "model" => SymbolKinds.Model,
            "embedder" => SymbolKinds.Embedder,
            "verifier" => SymbolKinds.Verifier,
            "extern" => SymbolKinds.Extern,
            "policy" => SymbolKinds.Policy,
            "cascade" => SymbolKinds.Cascade,
            "rule" => SymbolKinds.Rule,
            "intent" => SymbolKinds.Intent,
            _ => SymbolKinds.None,
        };
        if (kind != SymbolKinds.None && NameOf(clause) is { } name)
        {
            names.Add(new DeclaredName(prefix + name, kind, clause, tree.Text, policy));
        }
    }

    private static string? NameOf(Clause clause) => clause.Phrases[0].Arguments.Items.FirstOrDefault() switch
    {
        PathExpression path => path.Path,
        CallExpression call => call.Function.Path,
        _ => null,
    };
}
