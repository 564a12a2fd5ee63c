using System.Collections.Immutable;
using OptPolicy.Language.Schema;
using OptPolicy.Language.Syntax;

namespace OptPolicy.LanguageServer.Cursor;

/// <summary>Where in the phrases of a clause a place is.</summary>
/// <param name="Index">The phrase in the row that was begun last.</param>
/// <param name="Operands">The tokens after its keyword.</param>
internal readonly record struct PhrasePosition(StatementSchema Row, int Index, ImmutableArray<Token> Operands)
{
    public PhraseSchema Phrase => Row.Phrases[Index];

    /// <summary>The phrases that may follow the current one.</summary>
    public IEnumerable<PhraseSchema> Following
    {
        get
        {
            var current = Phrase;
            return Row.Phrases.Skip(Index + 1).Where(next => next.Group is null || next.Group != current.Group);
        }
    }

    public static PhrasePosition Of(StatementSchema row, ImmutableArray<Token> statement)
    {
        var (index, start) = (0, 0);
        var depth = 0;
        for (var i = 1; i < statement.Length; i++)
        {
            depth += statement[i].Kind switch
            {
                TokenKind.OpenParen or TokenKind.OpenBracket => 1,
                TokenKind.CloseParen or TokenKind.CloseBracket => -1,
                _ => 0,
            };
            var phrase = depth == 0 && statement[i].Kind == TokenKind.Keyword ? IndexOf(row, statement[i].Text, index + 1) : -1;
            if (phrase >= 0)
            {
                (index, start) = (phrase, i);
            }
        }

        return new PhrasePosition(row, index, statement.IsEmpty ? [] : statement[(start + 1)..]);
    }

    /// <summary>The operand that the place is in or comes next, or null when all are there.</summary>
    public OperandSchema? Current
    {
        get
        {
            var schema = Phrase.Operands;
            if (schema.IsEmpty)
            {
                return null;
            }

            if (schema[^1].Shape.Kind is ShapeKind.Condition or ShapeKind.Comparison && schema.Length == 1)
            {
                return schema[0];
            }

            var complete = OperandCounter.Count(Operands);
            return complete < schema.Length ? schema[complete] : schema[^1].Repeats || OperandCounter.IsInside(Operands) ? schema[^1] : null;
        }
    }

    /// <summary>Whether what the phrase must have is there.</summary>
    public bool IsComplete => OperandCounter.Count(Operands) >= Phrase.Operands.Count(static o => !o.IsOptional);

    private static int IndexOf(StatementSchema row, string keyword, int from)
    {
        for (var i = from; i < row.Phrases.Length; i++)
        {
            if (row.Phrases[i].Keyword == keyword)
            {
                return i;
            }
        }

        return -1;
    }
}
