using System.Collections.Immutable;
using System.Globalization;
using OptPolicy.Reporting;

namespace OptPolicy.Testing;

/// <summary>Compares what a test expects with what happened.</summary>
internal static class PolicyExpectations
{
    private const string Nothing = "none";

    public static ImmutableArray<PolicyTestFailure> Check(PolicyTestCase test, DecisionTrace? trace, Exception? error) => trace is null
        ? [new PolicyTestFailure(test.Line, $"the request was not decided: {error?.Message ?? "no trace"}")]
        : [.. test.Expectations.Select(e => Check(e, trace, error)).OfType<PolicyTestFailure>()];

    private static PolicyTestFailure? Check(PolicyExpectation expected, DecisionTrace trace, Exception? error)
    {
        var (actual, shown) = Actual(expected, trace);
        return Holds(expected, actual)
            ? null
            : new PolicyTestFailure(expected.Line, $"expected {expected.Kind} {Readable(expected)}, but it was {shown}. {Story(trace, error)}");
    }

    private static (string Value, string Shown) Actual(PolicyExpectation expected, DecisionTrace trace) => expected.Kind switch
    {
        "rule" => Same(trace.Rule ?? Nothing),
        "model" => Same(trace.Model ?? Nothing),
        "cache" => Same(expected.Value is CacheStates.Hit && trace.Cache is CacheStates.Semantic ? CacheStates.Hit : trace.Cache),
        "outcome" => Same(OutcomeName.Of(trace.Outcome)),
        "attempts" => Same(trace.Attempts.Length.ToString(CultureInfo.InvariantCulture)),
        "cost" => (trace.Cost.ToString(CultureInfo.InvariantCulture), ReportFormat.Money(trace.Cost)),
        _ => throw new ArgumentException($"A policy test cannot expect '{expected.Kind}'.", nameof(expected)),
    };

    private static (string Value, string Shown) Same(string value) => (value, value);

    private static bool Holds(PolicyExpectation expected, string actual)
    {
        if (expected.Kind is not ("cost" or "attempts"))
            return string.Equals(actual, expected.Value, StringComparison.Ordinal) == (expected.Operator is not "!=");

        var order = decimal.Parse(actual, CultureInfo.InvariantCulture).CompareTo(decimal.Parse(expected.Value, CultureInfo.InvariantCulture));
        return expected.Operator switch
        {
            "==" => order == 0,
            "!=" => order != 0,
            "<" => order < 0,
            "<=" => order <= 0,
            ">" => order > 0,
            ">=" => order >= 0,
            _ => throw new ArgumentException($"A policy test cannot compare with '{expected.Operator}'.", nameof(expected)),
        };
    }

    private static string Readable(PolicyExpectation expected)
    {
        var value = expected.Kind == "cost" ? ReportFormat.Money(decimal.Parse(expected.Value, CultureInfo.InvariantCulture)) : expected.Value;
        return expected.Operator == "==" && expected.Kind is not ("cost" or "attempts") ? value : $"{expected.Operator} {value}";
    }

    // Why it went elsewhere: the rule, each attempt with its end, and the error, so that nobody needs a debugger.
    private static string Story(DecisionTrace trace, Exception? error)
    {
        var attempts = trace.Attempts.IsEmpty
            ? "no attempt"
            : string.Join(", ", trace.Attempts.Select(static a => $"{a.Model} ({a.Reason}) {OutcomeName.Of(a.Outcome)}{(a.Status == 0 ? "" : $" {a.Status.ToString(CultureInfo.InvariantCulture)}")}"));
        var story = $"Rule {trace.Rule ?? Nothing}, cache {trace.Cache}, attempts: {attempts}, cost {ReportFormat.Money(trace.Cost)}.";
        foreach (var note in trace.Notes)
            story += $" Note: {note}.";
        return error is null ? story : $"{story} It ended with: {error.Message}";
    }
}
