using System.Collections.Immutable;

namespace OptPolicy.Language.Schema;

/// <summary>A keyword inside a statement and what follows it: <c>use gpt_mini</c>.</summary>
public sealed record PhraseSchema(string Keyword, string Documentation)
{
    public ImmutableArray<OperandSchema> Operands { get; init; } = [];

    public bool IsRequired { get; init; }

    /// <summary>Phrases of one group exclude each other, and one of a required group must be there: <c>warn</c>, <c>degrade</c>, <c>reject</c>.</summary>
    public string? Group { get; init; }
}

/// <summary>One value after a phrase's keyword.</summary>
/// <param name="Name">What it is, for messages and the reference.</param>
public sealed record OperandSchema(string Name, ValueShape Shape)
{
    public bool IsOptional { get; init; }

    /// <summary>It may stand several times: <c>with qat, qad</c>.</summary>
    public bool Repeats { get; init; }
}
