using System.Collections.Immutable;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Text;

namespace OptPolicy.Cli.Fixing;

/// <summary>What fixing did.</summary>
/// <param name="Files">The files as they should be now, in input order.</param>
/// <param name="Applied">In the order taken.</param>
/// <param name="Remaining">What is left for a person.</param>
internal sealed record FixResult(ImmutableArray<PolicyText> Files, ImmutableArray<AppliedFix> Applied, ImmutableArray<Diagnostic> Remaining);

internal sealed record AppliedFix(Diagnostic Diagnostic, CodeFix Fix);
