using System.Collections.Immutable;
using OptPolicy.Language.Schema;
using OptPolicy.Language.Syntax;

namespace OptPolicy.LanguageServer.Cursor;

/// <summary>Finds the rows of the statement table that half-typed tokens may become.</summary>
internal static class StatementRows
{
    /// <summary>The row that fits best, or null when the first word starts no statement.</summary>
    public static StatementSchema? Of(IReadOnlyList<Token> statement, string parent) => Candidates(statement, parent).FirstOrDefault();

    /// <summary>All rows that still fit: several while the word that tells variants apart is missing.</summary>
    public static ImmutableArray<StatementSchema> Candidates(IReadOnlyList<Token> statement, string parent)
    {
        if (statement.Count == 0 || statement[0].Kind != TokenKind.Keyword)
        {
            return [];
        }

        var rows = PolicySchema.Find(statement[0].Text, parent);
        if (rows.IsEmpty)
        {
            // In the wrong block, its own rows still help more than none.
            rows = [.. PolicySchema.All.Where(row => row.Lead == statement[0].Text)];
        }

        ImmutableArray<StatementSchema> chosen = [.. rows.Where(row => row.Variant is { } variant && statement.Skip(1).Any(token => token.Text == variant))];
        return chosen.IsEmpty ? rows : chosen;
    }
}
