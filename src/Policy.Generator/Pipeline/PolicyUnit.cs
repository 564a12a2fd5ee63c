using OptPolicy.Language.Semantics;

namespace OptPolicy.Generator.Pipeline;

/// <summary>One policy to emit: equal units give equal code.</summary>
internal sealed record PolicyUnit(PolicyDeclaration Policy, EmissionTarget Target)
{
    public string ClassName => CSharpName.Pascal(Policy.Name);

    public string QualifiedName => Target.Namespace.Length == 0 ? "global::" + ClassName : $"global::{Target.Namespace}.{ClassName}";

    /// <summary>The configuration section of its tunable settings.</summary>
    public string Section => "OptPolicy:" + ClassName;
}
