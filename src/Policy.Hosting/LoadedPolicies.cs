using System.Collections.Immutable;
using System.Runtime.Loader;
using OptPolicy.Language.Diagnostics;

namespace OptPolicy.Hosting;

/// <summary>Policies that run in this process until they are disposed of.</summary>
/// <param name="Diagnostics">Of all files.</param>
/// <param name="Policies">In file order; empty when a file has errors.</param>
public sealed record LoadedPolicies(ImmutableArray<Diagnostic> Diagnostics, ImmutableArray<LoadedPolicy> Policies) : IDisposable
{
    internal AssemblyLoadContext? Context { get; init; }

    public bool HasErrors => Diagnostics.Any(static d => d.Severity == DiagnosticSeverity.Error);

    /// <summary>Lets the loaded code go; policies from here must not be used afterwards.</summary>
    public void Dispose() => Context?.Unload();
}
