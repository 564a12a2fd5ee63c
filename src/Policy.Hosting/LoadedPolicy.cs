using System.Collections.Immutable;
using System.Reflection;
using OptPolicy.Hosting.Explanation;
using OptPolicy.Language.Semantics;
using OptPolicy.Testing;

namespace OptPolicy.Hosting;

/// <summary>One policy as data and as code.</summary>
/// <param name="Declaration">What the compiler checked.</param>
/// <param name="Policy">What it became.</param>
/// <param name="Tests">Its <c>test</c> blocks.</param>
public sealed record LoadedPolicy(PolicyDeclaration Declaration, CompiledPolicy Policy, ImmutableArray<PolicyTestCase> Tests)
{
    /// <summary>Predicates whose C# is in the app, not here: they answer false.</summary>
    public ImmutableArray<string> MissingPredicates { get; } = [.. Declaration.Externs.Select(static e => e.Name)];

    /// <summary>Explains routing decisions.</summary>
    public PolicyProbe Probe { get; } = new(Declaration, Policy);

    internal static LoadedPolicy From(Assembly assembly, PolicyDeclaration declaration)
    {
        var name = CSharpName.Pascal(declaration.Name);
        var type = assembly.GetType($"{HostedOptionsProvider.Namespace}.{name}", throwOnError: true)!;
        var cases = assembly.GetType($"{HostedOptionsProvider.Namespace}.{name}TestCases");
        var tests = cases?.GetProperty("All", BindingFlags.Public | BindingFlags.Static)!.GetValue(null);
        return new LoadedPolicy(declaration, (CompiledPolicy)Activator.CreateInstance(type)!, tests is null ? [] : (ImmutableArray<PolicyTestCase>)tests);
    }
}
