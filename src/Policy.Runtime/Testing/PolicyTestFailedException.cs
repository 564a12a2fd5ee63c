using System.Globalization;

namespace OptPolicy.Testing;

/// <summary>A policy test did not hold. The message starts with <c>file:line</c> of the first expectation that failed.</summary>
public sealed class PolicyTestFailedException : Exception
{
    /// <summary>Creates the exception of a failed test.</summary>
    /// <param name="result">The result; it has failures.</param>
    public PolicyTestFailedException(PolicyTestResult result)
        : base(Describe(result)) => Result = result;

    /// <summary>What was found.</summary>
    public PolicyTestResult Result { get; }

    private static string Describe(PolicyTestResult result) => string.Join('\n', result.Failures.Select((failure, i) => string.Create(
        CultureInfo.InvariantCulture,
        $"{result.Test.Path}:{failure.Line}: {(i == 0 ? $"test \"{result.Test.Name}\": " : "")}{failure.Message}")));
}
