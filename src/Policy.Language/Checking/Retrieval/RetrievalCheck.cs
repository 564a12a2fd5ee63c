using OptPolicy.Language.Analysis;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Semantics;

namespace OptPolicy.Language.Checking.Retrieval;

/// <summary>Passages that leave a model no room, and conditions under which nothing or everything is retrieved.</summary>
internal static class RetrievalCheck
{
    public static void Report(CheckContext context)
    {
        foreach (var retrieval in context.Policy.Retrievals)
        {
            if (retrieval.When is { } when)
            {
                ConditionCheck.Decides(context, when, $"the retrieval from '{retrieval.Collection}'", context.StatementAt(when.Span));
            }

            if (retrieval.BudgetTokens is null)
            {
                var statement = context.StatementAt(retrieval.Span);
                context.Report(context.At(DiagnosticCatalog.RetrievalWithoutBudget, retrieval.Span, retrieval.Top.ToString(System.Globalization.CultureInfo.InvariantCulture))
                    .WithFix("Add 'budget: 1500tok'", statement is null ? null : StatementEdits.Append(statement, "budget: 1500tok")));
            }
        }

        ReportRoom(context);
    }

    private static void ReportRoom(CheckContext context)
    {
        var passages = context.Policy.Retrievals.Items.Sum(static r => r.BudgetTokens ?? 0);
        if (passages == 0)
        {
            return;
        }

        var answering = context.Policy.Rules.Items.SelectMany(r => ServingAnalysis.Candidates(context.Policy, r)).Distinct().Select(i => context.Policy.Models[i]);
        var tightest = answering.Where(static m => m.ContextTokens > 0).MinBy(Room);
        if (tightest is not null && passages >= Room(tightest))
        {
            var largest = context.Policy.Retrievals.Items.MaxBy(static r => r.BudgetTokens ?? 0)!;
            context.Report(context.At(DiagnosticCatalog.RetrievalBeyondContext, largest.Span, ConstantText.Tokens(passages), tightest.Name, ConstantText.Tokens(Math.Max(0, Room(tightest))))
                .WithRelated(tightest.NameSpan, $"model '{tightest.Name}'"));
        }
    }

    private static long Room(ModelDeclaration model) => model.ContextTokens - model.MaxOutputTokens;
}
