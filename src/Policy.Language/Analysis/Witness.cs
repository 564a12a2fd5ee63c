using System.Collections.Immutable;
using OptPolicy.Language.Semantics;
using ValueType = OptPolicy.Language.Semantics.ValueType;

namespace OptPolicy.Language.Analysis;

/// <summary>A request that proves a point, by the facts that matter: <c>input.tokens = 500tok, language = en</c>.</summary>
public sealed record Witness(ImmutableArray<WitnessFact> Facts)
{
    public override string ToString() => Facts.IsEmpty ? "any request" : string.Join(", ", Facts);
}

/// <param name="Name">The fact, C# predicate or text search as written.</param>
/// <param name="Fact">Null for a C# predicate or a text search, whose value is only true or false.</param>
public sealed record WitnessFact(string Name, FactReference? Fact, Constant Value)
{
    public override string ToString() => (Fact is null, Value.Text) switch
    {
        (true, "true") => Name,
        (true, _) => $"not {Name}",
        (false, "true") when Fact!.Value.Definition.Type == ValueType.Bool => Name,
        (false, "false") when Fact!.Value.Definition.Type == ValueType.Bool => $"not {Name}",
        _ => $"{Name} = {ConstantText.Of(Value)}",
    };
}
