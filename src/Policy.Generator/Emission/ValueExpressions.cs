using OptPolicy.Language.Semantics;

namespace OptPolicy.Generator.Emission;

/// <summary>C# expressions of settings: a literal, or a member of the tuning options in scope under the name <c>tuning</c>.</summary>
internal sealed class ValueExpressions(PolicyDeclaration policy)
{
    public string Of(SettingValue value) => value.Tunable is { } index ? "tuning." + policy.Tunables[index].Name : CSharpLiteral.Option(value.Value);
}
