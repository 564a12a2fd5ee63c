using OptPolicy.Language.Analysis;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Schema;
using OptPolicy.Language.Semantics;
using OptPolicy.Language.Text;
using ValueType = OptPolicy.Language.Semantics.ValueType;

namespace OptPolicy.Language.Checking.Fallbacks;

/// <summary>Fallbacks and retries that cannot help, or that multiply calls.</summary>
internal static class FallbackCheck
{
    /// <summary>From here on, one slow request can hold a connection for minutes and a rate limit is made worse, not better.</summary>
    private const int ManyCalls = 12;

    private static readonly int[] FinalStatuses = [400, 401, 403, 404, 413, 422];

    private static readonly string[] FinalOutcomes = ["content_filtered", "bad_request", "unauthorized", "context_overflow"];

    public static void Report(CheckContext context)
    {
        if (context.Policy.Fallback is not { } fallback)
        {
            return;
        }

        RepeatedModelCheck.Report(context, "the fallback", fallback.Steps.Items.Select(static s => (s.Model, s.Span)));
        foreach (var step in fallback.Steps)
        {
            if (step.When is { } when)
            {
                ConditionCheck.Decides(context, when, $"fallback '{context.NameOf(step.Model)}'", context.StatementAt(step.Span));
            }
        }

        if (fallback.Retry is { } retry)
        {
            ReportRetry(context, retry);
        }

        ReportRules(context, fallback);
    }

    private static void ReportRetry(CheckContext context, RetryDeclaration retry)
    {
        if (retry.When is { } when && ConditionCheck.Decides(context, when, "the retry", context.StatementAt(retry.Span)) && FinalFailure(when) is { } failure)
        {
            context.Report(DiagnosticCatalog.RetryCannotHelp, when.Span, failure);
        }
    }

    /// <summary>A failure that the condition names and that repeating the request cannot cure.</summary>
    private static string? FinalFailure(Condition when)
    {
        var finals = FinalStatuses.Select(static s => (Name: $"status {s}", Is: Equal("status", Constant.Of(ValueType.Count, s))))
            .Concat(FinalOutcomes.Select(static o => (Name: $"outcome {o}", Is: Equal("outcome", Constant.OfEnum(o)))))
            .ToList();
        var space = new ConditionSpace(finals.Select(static f => f.Is).Prepend(when));
        var retried = space.Where(when);
        return finals.Find(f => space.Except(space.Where(f.Is), retried).IsEmpty).Name;
    }

    private static Condition Equal(string fact, Constant value) =>
        new ComparisonCondition(FactTable.Find(fact)!.Value, ComparisonOperator.Equal, [value], default);

    private static void ReportRules(CheckContext context, FallbackDeclaration fallback)
    {
        foreach (var reach in context.Route.Rules.Where(static r => !r.Reached.IsEmpty))
        {
            var candidates = ServingAnalysis.Candidates(context.Policy, reach.Rule);
            var plan = context.Policy.Plans[reach.Rule.Plan];
            if (fallback.Steps.Count > 0 && !plan.IsCascade && candidates.Length == 1)
            {
                context.Report(DiagnosticCatalog.FallbackAddsNothing, reach.Rule.TargetSpan, reach.Rule.Name, context.NameOf(candidates[0]));
            }

            var perModel = 1 + (fallback.Retry?.Count ?? 0);
            if (candidates.Length * perModel >= ManyCalls && fallback.Retry is not null)
            {
                var sum = $"{candidates.Length} models × {perModel} calls each ({string.Join(", ", candidates.Select(context.NameOf))})";
                context.Report(DiagnosticCatalog.ManyAttempts, reach.Rule.TargetSpan, reach.Rule.Name, (candidates.Length * perModel).ToString(System.Globalization.CultureInfo.InvariantCulture), sum);
            }
        }
    }
}
