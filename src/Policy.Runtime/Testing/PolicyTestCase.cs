using System.Collections.Immutable;

namespace OptPolicy.Testing;

/// <summary>A <c>test</c> block as data. Emitted by the generator into test projects, run by the policy test runner.</summary>
/// <param name="Name">The test's name.</param>
/// <param name="Path">The policy file.</param>
/// <param name="Line">The line of the block, from 1.</param>
public sealed record PolicyTestCase(string Name, string Path, int Line)
{
    /// <summary>The last user message.</summary>
    public string Prompt { get; init; } = "";

    /// <summary>Pins facts before the request is decided.</summary>
    public Action<RequestFacts>? Pin { get; init; }

    /// <summary>How models behave; a model without one answers "ok" at once.</summary>
    public ImmutableArray<GivenModel> Models { get; init; } = [];

    /// <summary>Shares of budgets that are already used.</summary>
    public ImmutableArray<GivenBudget> Budgets { get; init; } = [];

    /// <summary>Whether the same request was answered before.</summary>
    public bool Cached { get; init; }

    /// <summary>The prompt of a request that was answered before and is otherwise the same, for the semantic cache; <see langword="null"/> for none.</summary>
    public string? CachedPrompt { get; init; }

    /// <summary>What must hold.</summary>
    public ImmutableArray<PolicyExpectation> Expectations { get; init; } = [];
}

/// <summary>A model's scripted behaviour.</summary>
/// <param name="Model">Slot of the model.</param>
/// <param name="Behavior">What it does.</param>
public sealed record GivenModel(int Model, GivenBehavior Behavior)
{
    /// <summary>The HTTP status for <see cref="GivenBehavior.Fails"/>.</summary>
    public int Status { get; init; }

    /// <summary>The text for <see cref="GivenBehavior.Answers"/>.</summary>
    public string? Answer { get; init; }

    /// <summary>The confidence of the answer, 0 to 1.</summary>
    public double? Confidence { get; init; }
}

/// <summary>What a scripted model does.</summary>
public enum GivenBehavior
{
    /// <summary>Answers a text.</summary>
    Answers,

    /// <summary>Fails with an HTTP status.</summary>
    Fails,

    /// <summary>Never answers.</summary>
    TimesOut,

    /// <summary>Stops in the middle of its answer.</summary>
    Truncates,
}

/// <summary>A budget that is partly used when the test starts.</summary>
/// <param name="Scope">Which budgets.</param>
/// <param name="Used">Share of the limit, 0 to 1.</param>
public sealed record GivenBudget(BudgetScope Scope, decimal Used);

/// <summary>One <c>expect</c> line.</summary>
/// <param name="Kind">What is looked at: <c>rule</c>, <c>model</c>, <c>cache</c>, <c>cost</c>, <c>attempts</c> or <c>outcome</c>.</param>
/// <param name="Operator">One of <c>==</c>, <c>!=</c>, <c>&lt;</c>, <c>&lt;=</c>, <c>&gt;</c>, <c>&gt;=</c>.</param>
/// <param name="Value">A name, or a number in dollars or attempts in invariant culture.</param>
/// <param name="Line">The line of the expectation, from 1.</param>
public sealed record PolicyExpectation(string Kind, string Operator, string Value, int Line);
