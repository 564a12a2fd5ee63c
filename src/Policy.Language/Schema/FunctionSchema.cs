using System.Collections.Immutable;
using ValueType = OptPolicy.Language.Semantics.ValueType;

namespace OptPolicy.Language.Schema;

/// <summary>A word that may take arguments: a provider, a store, a metric.</summary>
public sealed record FunctionSchema(string Name, string Documentation)
{
    public ImmutableArray<ParameterSchema> Parameters { get; init; } = [];

    /// <summary>For a metric: the type of the value it is compared with.</summary>
    public ValueType Result { get; init; }

    /// <summary>Null when it works; otherwise what is missing.</summary>
    public string? Unavailable { get; init; }

    /// <summary>As written: <c>openai(model)</c>; just <c>client</c> without parameters.</summary>
    public string Signature => Parameters.IsEmpty
        ? Name
        : $"{Name}({string.Join(", ", Parameters.Select(static p => p.IsOptional ? $"[{p.Name}]" : p.Name))})";
}

/// <summary>One argument of a <see cref="FunctionSchema"/>.</summary>
public sealed record ParameterSchema(string Name, ValueShape Shape, bool IsOptional = false);
