using OptPolicy.Language.Text;

namespace OptPolicy.Generator.Pipeline;

/// <summary>Everything that a project's policy files ask to emit.</summary>
/// <param name="Policies">Policies whose class is emitted.</param>
/// <param name="Skeletons">Policies with errors.</param>
/// <param name="Tests">Policies whose tests are emitted.</param>
internal sealed record LinkedPolicies(EquatableArray<PolicyUnit> Policies, EquatableArray<SkeletonUnit> Skeletons, EquatableArray<TestUnit> Tests);
