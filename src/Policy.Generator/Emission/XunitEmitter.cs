using OptPolicy.Generator.Pipeline;
using OptPolicy.Language.Semantics;

namespace OptPolicy.Generator.Emission;

/// <summary>One xunit fact per <c>test</c> block; test explorers and failing stack traces open the policy file.</summary>
internal static class XunitEmitter
{
    /// <param name="unit">The policy, with the test project's namespace.</param>
    /// <param name="policyType">The policy's class in the app, fully qualified.</param>
    /// <param name="framework">xunit or xunit.v3.</param>
    public static string Emit(PolicyUnit unit, string policyType, TestFramework framework)
    {
        var cancellation = framework == TestFramework.XunitV3 ? "global::Xunit.TestContext.Current.CancellationToken" : "default";
        var code = FileFrame.Begin(unit);
        code.Line($"/// <summary>The tests that policy {unit.Policy.Name} carries in its file.</summary>");
        code.Open($"public sealed class {unit.ClassName}PolicyTests");
        code.Line($"private static readonly {policyType} Policy = new();");
        var names = new HashSet<string>(StringComparer.Ordinal) { unit.ClassName + "PolicyTests", "Policy" };
        for (var i = 0; i < unit.Policy.Tests.Count; i++)
        {
            var test = unit.Policy.Tests[i];
            code.Line();
            Documentation.Summary(code, test.Name, test.Name);
            code.AtLineOf(test.NameSpan);
            code.Line($"[global::Xunit.Fact(DisplayName = {CSharpLiteral.Text(unit.Policy.Name + ": " + test.Name)})]").AtLineOf(test.NameSpan);
            code.Line($"public async global::System.Threading.Tasks.Task {MethodName(test.Name, names)}() =>").AtLineOf(test.NameSpan).Indent();
            code.Line($"await global::OptPolicy.Testing.PolicyTestRunner.AssertAsync(Policy, {TestCasesEmitter.ClassName(unit)}.All[{i}], {cancellation});").Unindent().EndMapping();
        }

        return code.Close().ToString();
    }

    private static string MethodName(string test, HashSet<string> taken)
    {
        var name = CSharpName.Pascal(test);
        for (var i = 2; !taken.Add(name); i++)
        {
            name = $"{CSharpName.Pascal(test)}_{i}";
        }

        return name;
    }
}
