using System.Collections.Immutable;
using OptPolicy;
using SupportSample.Desk;

namespace SupportSample.Output;

/// <summary>Picks the decisions that show what the policy does, each kind once.</summary>
internal static class ExampleDecisions
{
    private static readonly (string Title, Func<DecisionTrace, bool> Holds)[] Kinds =
    [
        ("the same button again", static t => t.Cache is "hit"),
        ("sure enough", static t => t is { Plan: "triage", Model: "mini", Attempts.Length: 1 }),
        ("not sure, so passed on", static t => t.Attempts is [{ Outcome: OutcomeClass.LowConfidence }, { Outcome: OutcomeClass.Ok }]),
        ("delicate", static t => t is { Rule: "delicate", Attempts.Length: 1 }),
        ("a rate limit", static t => t.Attempts is [{ Status: 429 }, { Outcome: OutcomeClass.Ok }]),
        ("an answer cut in the middle", static t => t.Attempts is [{ Outcome: OutcomeClass.Truncated }, ..]),
        ("the large model is down", static t => t.Attempts is [{ Status: 503, Model: "premium" }, .., { Model: "mini", Outcome: OutcomeClass.Ok }]),
        ("a budget is used up", static t => t.Attempts.Any(static a => a.Outcome == OutcomeClass.BudgetDenied)),
    ];

    public static ImmutableArray<(string Title, AnsweredRequest Request)> Of(IReadOnlyList<AnsweredRequest> requests) =>
    [
        .. Kinds
            .Select(kind => (kind.Title, Request: requests.FirstOrDefault(r => kind.Holds(r.Trace))))
            .Where(static example => example.Request is not null)
            .Select(static example => (example.Title, example.Request!)),
    ];
}
