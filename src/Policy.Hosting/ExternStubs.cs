using System.Text;
using OptPolicy.Language.Semantics;

namespace OptPolicy.Hosting;

/// <summary>Stands in for the C# of <c>extern</c> predicates, which lives in the app: every predicate answers false.</summary>
internal static class ExternStubs
{
    public static string Render(IEnumerable<PolicyDeclaration> policies)
    {
        var code = new StringBuilder($"namespace {HostedOptionsProvider.Namespace};\n");
        foreach (var policy in policies.Where(static p => !p.Externs.IsEmpty))
        {
            code.Append($"partial class {CSharpName.Pascal(policy.Name)}\n{{\n");
            foreach (var predicate in policy.Externs)
            {
                var (type, parameter) = predicate.Subject == FactSubject.Response ? ("ResponseFacts", "response") : ("RequestFacts", "request");
                code.Append($"    private static partial bool {CSharpName.Pascal(predicate.Name)}(global::OptPolicy.{type} {parameter}) => global::OptPolicy.Hosting.PredicateCalls.Answer(\"{predicate.Name}\");\n");
            }

            code.Append("}\n");
        }

        return code.ToString();
    }
}
