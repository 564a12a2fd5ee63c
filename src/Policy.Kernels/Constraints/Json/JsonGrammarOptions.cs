namespace OptPolicy.Kernels.Constraints;

/// <summary>How JSON is constrained. Immutable.</summary>
public sealed record JsonGrammarOptions
{
    /// <summary>Compact JSON, and an error for what cannot be enforced.</summary>
    public static JsonGrammarOptions Default { get; } = new();

    /// <summary>Most characters of white space at each place where JSON allows it; 0 is compact. More tokens and no more meaning: models that were trained on indented JSON may write better with some.</summary>
    public int MaxWhitespace { get; init; }

    /// <summary>Most levels of objects and arrays: 64 is what <c>System.Text.Json</c> reads by default.</summary>
    public int MaxDepth { get; init; } = 64;

    /// <summary>Whether what cannot be enforced is listed in <see cref="Grammar.Ignored"/> rather than an error.</summary>
    public bool IgnoresUnsupported { get; init; }

    /// <summary>Whether an object schema with <c>properties</c> and without <c>additionalProperties</c> allows further properties, as the specification says. Off: a model that may invent properties seldom stops.</summary>
    public bool AllowsUndeclaredProperties { get; init; }
}
