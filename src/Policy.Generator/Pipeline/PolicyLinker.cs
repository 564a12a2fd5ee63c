using System.Collections.Immutable;
using OptPolicy.Language;
using OptPolicy.Language.LocalModels;
using OptPolicy.Language.Text;

namespace OptPolicy.Generator.Pipeline;

/// <summary>Compiles all policy files of a project together and sorts the results by what is emitted.</summary>
internal static class PolicyLinker
{
    public static LinkedPolicies Link(ImmutableArray<PolicyInput> inputs, IModelFolders calibrations, EmissionTarget target, CancellationToken cancellationToken)
    {
        var ordered = Order(inputs);
        var compilation = PolicyCompiler.Compile([.. ordered.Select(static i => i.Tree)], new OnlyCalibrations(calibrations), cancellationToken);
        var policies = new List<PolicyUnit>();
        var skeletons = new List<SkeletonUnit>();
        var tests = new List<TestUnit>();

        // Two policies with one name are the analyzer's to report; emitting both would only bury that message.
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < ordered.Length; i++)
        {
            var role = ordered[i].Role;
            var emitted = compilation.Files[i].Policies.Select(p => new PolicyUnit(p, target)).Where(u => role == PolicyRole.Import || taken.Add(u.ClassName)).ToArray();
            if (role.HasFlag(PolicyRole.Policy))
            {
                policies.AddRange(emitted);
                skeletons.AddRange(SkeletonReader.Read(ordered[i].Tree, compilation, target).Where(s => taken.Add(s.Name)));
            }

            if (role.HasFlag(PolicyRole.Tests))
            {
                var isLocal = role.HasFlag(PolicyRole.Policy);
                tests.AddRange(emitted.Where(static u => !u.Policy.Tests.IsEmpty).Select(u => new TestUnit(u, isLocal ? u.QualifiedName : null)));
            }
        }

        return new LinkedPolicies(policies.ToEquatableArray(), skeletons.ToEquatableArray(), tests.ToEquatableArray());
    }

    /// <summary>The compilation behind <see cref="Link"/>, for its diagnostics.</summary>
    public static PolicyCompilation Compile(ImmutableArray<PolicyInput> inputs, IModelFolders folders, CancellationToken cancellationToken) =>
        PolicyCompiler.Compile([.. Order(inputs).Select(static i => i.Tree)], folders, cancellationToken);

    // The order of files on a command line must not change a byte.
    private static ImmutableArray<PolicyInput> Order(ImmutableArray<PolicyInput> inputs) =>
        inputs.Sort(static (a, b) => string.CompareOrdinal(a.Tree.Text.Path, b.Tree.Text.Path));
}
