namespace OptPolicy.Generator.Pipeline;

/// <summary>Tests to emit.</summary>
/// <param name="PolicyType">The policy's class, fully qualified; <see langword="null"/> until a referenced project is found that compiles it.</param>
internal sealed record TestUnit(PolicyUnit Unit, string? PolicyType)
{
    public TestFramework Framework { get; init; }
}

/// <summary>What the project can run tests with.</summary>
internal enum TestFramework
{
    None,

    /// <summary>xunit 2.</summary>
    Xunit,

    /// <summary>xunit.v3, whose tests can be cancelled.</summary>
    XunitV3,
}
