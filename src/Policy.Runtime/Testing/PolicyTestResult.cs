using System.Collections.Immutable;

namespace OptPolicy.Testing;

/// <summary>What became of a policy test. Immutable.</summary>
/// <param name="Test">The test.</param>
/// <param name="Failures">What did not hold, in the order of the file; empty when the test passed.</param>
/// <param name="Trace">What the request went through, or <see langword="null"/> when it did not get that far.</param>
public sealed record PolicyTestResult(PolicyTestCase Test, ImmutableArray<PolicyTestFailure> Failures, DecisionTrace? Trace)
{
    /// <summary>Whether everything held.</summary>
    public bool Passed => Failures.IsEmpty;
}

/// <summary>An expectation that did not hold.</summary>
/// <param name="Line">The line in the policy file, from 1.</param>
/// <param name="Message">What was expected, what happened instead, and why.</param>
public sealed record PolicyTestFailure(int Line, string Message);
