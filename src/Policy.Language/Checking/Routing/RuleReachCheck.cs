using System.Collections.Immutable;
using OptPolicy.Language.Analysis;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Checking.Routing;

/// <summary>Rules that no request reaches, conditions that decide nothing, and requests that no rule decides.</summary>
internal static class RuleReachCheck
{
    public static void Report(CheckContext context)
    {
        var route = context.Route;
        if (route.Rules.IsEmpty)
        {
            return;
        }

        if (route.IsUndecided)
        {
            context.Report(DiagnosticCatalog.NotDecided, context.Policy.NameSpan, $"policy '{context.Policy.Name}'");
        }

        for (var i = 0; i < route.Rules.Length; i++)
        {
            ReportRule(context, i);
        }

        if (!route.Gap.IsEmpty && !route.Gap.IsUndecided)
        {
            ReportGap(context);
        }
    }

    private static void ReportRule(CheckContext context, int index)
    {
        var (rule, holds, reached) = context.Route.Rules[index];
        if (rule.When is not { } condition)
        {
            return;
        }

        if (holds.IsEmpty)
        {
            context.Report(context.At(DiagnosticCatalog.ConditionNeverTrue, condition.Span, $"rule '{rule.Name}'", ConditionCheck.WhyNever(context, condition))
                .WithRemoval($"Remove rule '{rule.Name}'", context.StatementAt(rule.NameSpan)));
        }
        else if (reached.IsEmpty)
        {
            ReportUnreachable(context, index);
        }
        else if (holds.IsEverything)
        {
            context.Report(context.At(DiagnosticCatalog.ConditionAlwaysTrue, condition.Span, $"rule '{rule.Name}'", $"{ConditionCheck.AlwaysReason}; use 'otherwise'"));
        }
    }

    private static void ReportUnreachable(CheckContext context, int index)
    {
        var rules = context.Route.Rules;
        var rule = rules[index].Rule;
        var hiding = context.Route.HiddenBy(index);
        if (hiding is [var only] && rules[only].Holds.IsEverything && rules[only].Rule.When is not null)
        {
            // The mistake is that condition, and it is reported there.
            return;
        }

        var names = string.Join(" and ", hiding.Select(i => $"'{rules[i].Rule.Name}'"));
        var reason = hiding.Length == 1 ? $"{names} before it takes all of them" : $"{names} before it together take all of them";
        var diagnostic = context.At(DiagnosticCatalog.UnreachableRule, rule.NameSpan, rule.Name, reason)
            .WithRemoval($"Remove rule '{rule.Name}'", context.StatementAt(rule.NameSpan));
        foreach (var i in hiding)
        {
            diagnostic = diagnostic.WithRelated(rules[i].Rule.NameSpan, $"rule '{rules[i].Rule.Name}' takes {(hiding.Length == 1 ? "its requests" : "some of its requests")}");
        }

        context.Report(diagnostic);
    }

    private static void ReportGap(CheckContext context)
    {
        var last = context.Route.Rules[^1].Rule;
        var statement = context.Info.Statements.FirstOrDefault(static s => s.Schema.Lead == "route");
        var span = statement is null ? last.NameSpan : statement.Text.Locate(statement.Syntax.Phrases[0].Keyword.Span);
        var diagnostic = context.At(DiagnosticCatalog.RequestsWithoutRule, span, context.Route.Space.WitnessOf(context.Route.Gap).ToString());
        if (statement is not null)
        {
            var model = StrongestModel(context);
            diagnostic = diagnostic.WithFix($"Send everything else to '{model}'", StatementEdits.Append(statement, $"otherwise use {model}"));
        }

        context.Report(diagnostic);
    }

    private static string StrongestModel(CheckContext context)
    {
        var baseline = context.Policy.BaselineModel;
        return baseline is { } index ? context.NameOf(index) : context.Policy.AnsweringModels().MaxBy(CostAnalysis.TypicalCost)!.Name;
    }
}
