namespace OptPolicy.Testing;

/// <summary>Runs the <c>test</c> blocks of policies through the real middleware, offline: models are scripted, time does not pass.</summary>
/// <remarks>Thread-safe; tests share nothing. A model of which a test says nothing answers "ok" with full confidence.</remarks>
public static class PolicyTestRunner
{
    // A Monday noon in UTC: far from the borders of every budget window.
    private static readonly DateTimeOffset Start = new(2026, 1, 5, 12, 30, 30, TimeSpan.Zero);

    /// <summary>Runs a test and throws when it fails.</summary>
    /// <param name="policy">The compiled policy.</param>
    /// <param name="testCase">The test.</param>
    /// <param name="cancellationToken">Stops the test.</param>
    /// <exception cref="PolicyTestFailedException">Something expected did not hold.</exception>
    public static async Task AssertAsync(CompiledPolicy policy, PolicyTestCase testCase, CancellationToken cancellationToken = default)
    {
        var result = await RunAsync(policy, testCase, cancellationToken).ConfigureAwait(false);
        if (!result.Passed)
            throw new PolicyTestFailedException(result);
    }

    /// <summary>Runs a test.</summary>
    /// <param name="policy">The compiled policy.</param>
    /// <param name="testCase">The test.</param>
    /// <param name="cancellationToken">Stops the test.</param>
    public static async Task<PolicyTestResult> RunAsync(CompiledPolicy policy, PolicyTestCase testCase, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(testCase);
        if (Impossible(policy, testCase) is { } reason)
            return new PolicyTestResult(testCase, [new PolicyTestFailure(testCase.Line, reason)], Trace: null);

        using var scene = new PolicyTestScene(policy, testCase, Start);
        if (testCase.Cached || testCase.CachedPrompt is not null)
            await scene.AnswerBeforeAsync(cancellationToken).ConfigureAwait(false);

        var (trace, error) = await scene.AskAsync(cancellationToken).ConfigureAwait(false);
        return new PolicyTestResult(testCase, PolicyExpectations.Check(testCase, trace, error), trace);
    }

    private static string? Impossible(CompiledPolicy policy, PolicyTestCase test)
    {
        if (test.CachedPrompt is not null && policy.SemanticCache is null)
            return "the policy has no 'cache semantic' that could answer a request in other words. Remove the text after 'given cached', or add the cache.";
        foreach (var given in test.Budgets)
        {
            if (given.Scope == BudgetScope.Request)
                return "a budget of one request is always unused when the request begins. Remove 'given budget request'.";
            if (!policy.Budgets.Any(b => b.Scope == given.Scope))
                return $"the policy has no budget of scope '{given.Scope.ToString().ToLowerInvariant()}' that could be used up. Remove the 'given budget' or add the budget.";
        }

        return null;
    }
}
