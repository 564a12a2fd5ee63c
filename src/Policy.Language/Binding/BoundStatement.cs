using System.Collections.Immutable;
using OptPolicy.Language.Schema;
using OptPolicy.Language.Semantics;
using OptPolicy.Language.Syntax;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Binding;

/// <summary>A statement that follows its row of the table: what it holds, by keyword and by setting name.</summary>
public sealed class BoundStatement(StatementSchema schema, Clause syntax, PolicyText text)
{
    public StatementSchema Schema { get; } = schema;

    public Clause Syntax { get; } = syntax;

    /// <summary>The file it stands in; names inside are looked up there.</summary>
    public PolicyText Text { get; } = text;

    public ImmutableArray<BoundPhrase> Phrases { get; init; } = [];

    public ImmutableArray<BoundSetting> Settings { get; init; } = [];

    public ImmutableArray<BoundStatement> Children { get; init; } = [];

    /// <summary>A syntax error hides some of its block, so nothing is said to be missing from it.</summary>
    public bool IsIncomplete { get; init; }

    public SourceSpan Location => Text.Locate(Syntax.Span);

    /// <summary>The statement with its block.</summary>
    public SourceSpan Extent => Text.Locate(TextSpan.FromBounds(Syntax.Span.Start, Math.Max(Syntax.Span.End, Syntax.Body?.Span.End ?? 0)));

    public bool Has(string keyword) => Phrase(keyword) is not null;

    public BoundPhrase? Phrase(string keyword)
    {
        foreach (var phrase in Phrases)
        {
            if (string.Equals(phrase.Schema.Keyword, keyword, StringComparison.Ordinal))
                return phrase;
        }

        return null;
    }

    /// <summary>The operand of a phrase by its name in the table; null when it is absent or wrong.</summary>
    public T? Operand<T>(string keyword, string name)
        where T : BoundValue
    {
        if (Phrase(keyword) is { } phrase)
        {
            foreach (var operand in phrase.Operands)
            {
                if (string.Equals(operand.Schema.Name, name, StringComparison.Ordinal))
                    return operand.Value as T;
            }
        }

        return null;
    }

    public BoundSetting? Setting(string name)
    {
        foreach (var setting in Settings)
        {
            if (string.Equals(setting.Syntax.Name, name, StringComparison.Ordinal))
                return setting;
        }

        return null;
    }

    /// <summary>A copy with another block, for merging with an extended policy.</summary>
    public BoundStatement WithBody(ImmutableArray<BoundSetting> settings, ImmutableArray<BoundStatement> children) =>
        new(Schema, Syntax, Text) { Phrases = Phrases, Settings = settings, Children = children, IsIncomplete = IsIncomplete };
}

public sealed record BoundPhrase(PhraseSchema Schema, Phrase Syntax, ImmutableArray<BoundOperand> Operands);

public sealed record BoundOperand(OperandSchema Schema, BoundValue Value);

/// <param name="Text">The file it stands in.</param>
public sealed record BoundSetting(SettingSchema Schema, Setting Syntax, BoundValue Value, PolicyText Text)
{
    /// <summary>The fact, when the setting pins one in a test.</summary>
    public FactReference? Fact { get; init; }

    public Constant? TunableLow { get; init; }

    public Constant? TunableHigh { get; init; }
}
