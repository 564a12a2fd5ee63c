using OptPolicy.Language.Schema;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Binding;

/// <summary>Something with a name that a file declares. Compared by identity.</summary>
public sealed class Symbol(SymbolKinds kind, string name, PolicyText text, TextSpan span)
{
    public SymbolKinds Kind { get; } = kind;

    public string Name { get; } = name;

    /// <summary>The file that declares it.</summary>
    public PolicyText Text { get; } = text;

    /// <summary>Its name where it is declared.</summary>
    public TextSpan Span { get; } = span;

    public SourceSpan Location => Text.Locate(Span);

    /// <summary>The statement that declares it.</summary>
    public BoundStatement? Statement { get; init; }

    /// <summary>The policy that a rule or cascade belongs to.</summary>
    public Symbol? Container { get; init; }

    public string? Documentation => Statement?.Syntax.Documentation;

    public override string ToString() => $"{Kind} {Name}";
}

/// <summary>A place where a symbol is named.</summary>
public sealed record SymbolUse(Symbol Symbol, string Path, TextSpan Span, bool IsDefinition);
