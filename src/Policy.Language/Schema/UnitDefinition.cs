using ValueType = OptPolicy.Language.Semantics.ValueType;

namespace OptPolicy.Language.Schema;

/// <summary>A unit that a number can carry.</summary>
/// <param name="Name">As written: <c>ktok</c>; for a rate with its slash: <c>/Mtok</c>.</param>
/// <param name="Type">The type it makes of a number, or of an amount of dollars for a rate.</param>
/// <param name="Factor">What one of it is in the base unit of the type.</param>
/// <param name="Aliases">Spellings that people try; each gets a fix.</param>
public sealed record UnitDefinition(string Name, ValueType Type, decimal Factor, string Documentation, params string[] Aliases)
{
    /// <summary>Whether it stands after an amount of money.</summary>
    public bool IsRate => Name.StartsWith('/');
}
