using System.Collections.Immutable;
using OptPolicy.Cli.Sources;
using OptPolicy.Hosting;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Importing;
using OptPolicy.Language.Text;
using OptPolicy.Testing;

namespace OptPolicy.Cli.Testing;

/// <summary>One test that was run.</summary>
/// <param name="Source">The file that was asked for; the test may stand in one that it imports.</param>
internal sealed record PolicyTestRun(PolicyText Source, LoadedPolicy Policy, PolicyTestResult Result)
{
    /// <summary>Predicates of the app that the test asked.</summary>
    public ImmutableArray<string> Predicates { get; init; } = [];

    /// <summary>A test that asked the app's C# and failed may pass there: it is left to the app's own test run.</summary>
    public bool IsUndecided => !Result.Passed && !Predicates.IsEmpty;

    public bool Failed => !Result.Passed && Predicates.IsEmpty;
}

/// <summary>Runs the <c>test</c> blocks of files.</summary>
internal static class PolicyTests
{
    /// <summary>Compiles each file by itself, as two apps would that each use one of them: equal policy names do not collide.</summary>
    public static async Task<(ImmutableArray<PolicyTestRun> Runs, ImmutableArray<Diagnostic> Errors)> RunAsync(
        CliEnvironment environment, SourceSet sources, Func<string, bool> wanted, CancellationToken cancellationToken)
    {
        var runs = ImmutableArray.CreateBuilder<PolicyTestRun>();
        var errors = new List<Diagnostic>();
        foreach (var source in sources.Roots)
        {
            using var loaded = HostedFile.Load(environment, sources, source);
            errors.AddRange(loaded.Diagnostics.Where(static d => d.Severity == DiagnosticSeverity.Error));
            foreach (var policy in loaded.Policies)
            {
                foreach (var test in policy.Tests.Where(test => wanted(test.Name)))
                {
                    runs.Add(await RunAsync(source, policy, test, cancellationToken));
                }
            }
        }

        return (runs.ToImmutable(), [.. errors.Distinct()]);
    }

    private static async Task<PolicyTestRun> RunAsync(PolicyText source, LoadedPolicy policy, PolicyTestCase test, CancellationToken cancellationToken)
    {
        var predicates = PredicateCalls.Collect();
        var result = await PolicyTestRunner.RunAsync(policy.Policy, test, cancellationToken);
        return new PolicyTestRun(source, policy, result) { Predicates = [.. predicates.Order(StringComparer.Ordinal)] };
    }
}

/// <summary>Loads the policies of one file, with what it imports.</summary>
internal static class HostedFile
{
    public static LoadedPolicies Load(CliEnvironment environment, SourceSet sources, PolicyText source)
    {
        var files = ImportClosure.Load([source], sources.Find);
        return PolicyHost.Load(files, new PolicyHostOptions
        {
            Imported = [.. files.Skip(1).Select(static f => f.Path)],
            ProjectFolder = environment.WorkingDirectory + Path.DirectorySeparatorChar,
            Folders = environment.ModelFolders,
        });
    }
}
