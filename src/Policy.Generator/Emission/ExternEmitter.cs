using OptPolicy.Language.Semantics;

namespace OptPolicy.Generator.Emission;

/// <summary>Declares each <c>extern</c> as a partial method, so that the C# compiler checks its implementation and names the policy's line when it is missing.</summary>
internal static class ExternEmitter
{
    public static void Emit(CodeWriter code, PolicyDeclaration policy)
    {
        foreach (var predicate in policy.Externs)
        {
            var (type, parameter) = predicate.Subject == FactSubject.Response ? ("ResponseFacts", "response") : ("RequestFacts", "request");
            code.Line();
            Documentation.Summary(code, predicate.Documentation, $"Implemented in C#: predicate {predicate.Name} of the policy.");

            // The compiler reports a missing implementation at the name, so exactly the name is mapped.
            code.Mapped(predicate.NameSpan, "private static partial bool ", $"{CSharpName.Pascal(predicate.Name)}(global::OptPolicy.{type} {parameter});").EndMapping();
        }
    }
}
