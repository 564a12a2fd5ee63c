using System.Collections.Immutable;
using OptPolicy.Language.Schema;
using OptPolicy.Language.Semantics;
using OptPolicy.Language.Syntax;

namespace OptPolicy.LanguageServer.Completion;

internal enum ConditionSlot
{
    /// <summary>A fact, a predicate or <c>not</c>.</summary>
    Operand,

    /// <summary>An operator after a fact, or <c>and</c>, <c>or</c> after a complete comparison.</summary>
    AfterFact,

    /// <summary>The value that a fact is compared with.</summary>
    Value,

    /// <summary><c>and</c>, <c>or</c>, or the end of the condition.</summary>
    AfterValue,
}

/// <summary>What can come next in a half-typed condition.</summary>
/// <param name="Fact">The fact whose operator or value is next.</param>
internal readonly record struct ConditionState(ConditionSlot Slot, string? Fact)
{
    /// <summary>Whether the condition could stop here.</summary>
    public bool MayEnd => Slot == ConditionSlot.AfterValue || (Slot == ConditionSlot.AfterFact && (Fact is null || FactTable.Find(Fact) is not { Definition.Type: not Language.Semantics.ValueType.Bool }));

    public static ConditionState Of(ImmutableArray<Token> tokens)
    {
        if (tokens.IsEmpty)
        {
            return new(ConditionSlot.Operand, null);
        }

        var last = tokens[^1];
        if (IsComparison(last))
        {
            return new(ConditionSlot.Value, FactBefore(tokens, tokens.Length - 1));
        }

        if (last.Kind is TokenKind.OpenBracket or TokenKind.Comma && OpenList(tokens) is var list and > 0)
        {
            return new(ConditionSlot.Value, FactBefore(tokens, list - 1));
        }

        if (last.Kind is TokenKind.Operator or TokenKind.OpenParen or TokenKind.Comma)
        {
            return new(ConditionSlot.Operand, null);
        }

        var path = PathBefore(tokens, tokens.Length);
        var compared = path.Start > 0 && (IsComparison(tokens[path.Start - 1]) || tokens[path.Start - 1].Kind is TokenKind.OpenBracket or TokenKind.Comma);
        return path.Text.Length > 0 && !compared
            ? new(ConditionSlot.AfterFact, path.Text)
            : new(ConditionSlot.AfterValue, null);
    }

    /// <summary>The comparison operator before an open list, or -1.</summary>
    private static int OpenList(ImmutableArray<Token> tokens)
    {
        for (var i = tokens.Length - 1; i > 0; i--)
        {
            if (tokens[i].Kind == TokenKind.CloseBracket)
            {
                return -1;
            }

            if (tokens[i].Kind == TokenKind.OpenBracket)
            {
                return IsComparison(tokens[i - 1]) ? i : -1;
            }
        }

        return -1;
    }

    private static string? FactBefore(ImmutableArray<Token> tokens, int end) => PathBefore(tokens, end) is { Text.Length: > 0 } path ? path.Text : null;

    private static (string Text, int Start) PathBefore(ImmutableArray<Token> tokens, int end)
    {
        var start = end;
        while (start > 0 && tokens[start - 1].Kind is TokenKind.Word or TokenKind.Dot)
        {
            start--;
        }

        return (string.Concat(tokens.Skip(start).Take(end - start).Select(static t => t.Text)), start);
    }

    private static bool IsComparison(Token token) =>
        token.Text is "==" or "!=" or "<" or "<=" or ">" or ">=" || (token.Kind is TokenKind.Operator or TokenKind.Keyword && token.Text is "in" or "matches" or "contains");
}
