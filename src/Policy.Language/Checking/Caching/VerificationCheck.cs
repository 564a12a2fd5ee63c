using OptPolicy.Language.Binding;
using OptPolicy.Language.Analysis;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Semantics;

namespace OptPolicy.Language.Checking.Caching;

/// <summary>Judges who judge themselves, and bands in which nothing is judged.</summary>
internal static class VerificationCheck
{
    /// <summary>The runtime looks no further down than this, verifier or not.</summary>
    private const decimal LeastSimilarity = 0.5m;

    public static void Report(CheckContext context)
    {
        if (context.Policy.SemanticCache is not { Verifier: { } verifier })
        {
            ReportPromotion(context);
            return;
        }

        if (verifier.Model is { } judge && context.Policy.Rules.Items.Any(r => ServingAnalysis.Candidates(context.Policy, r).Contains(judge)))
        {
            context.Report(DiagnosticCatalog.JudgeAnswersToo, verifier.Span, verifier.Name);
        }

        if (verifier.When is { } when && ConditionCheck.Decides(context, when, "the verification", context.StatementAt(when.Span)))
        {
            ReportBand(context, when);
        }
    }

    private static void ReportPromotion(CheckContext context)
    {
        if (context.Policy.SemanticCache is { PromoteFrom: not null } cache && context.StatementAt(cache.Span) is { } statement && statement.Setting("promote") is { Value: ConstantValue least })
        {
            context.Report(Diagnostic.Create(DiagnosticCatalog.PromotionWithoutJudge, statement.Text, least.Syntax.Span));
        }
    }

    private static void ReportBand(CheckContext context, Condition when)
    {
        var looked = Similarity.Between(LeastSimilarity, 1, when.Span);
        var space = new ConditionSpace([when, looked]);
        if (space.Intersect(space.Where(when), space.Where(looked)).IsEmpty)
        {
            context.Report(DiagnosticCatalog.VerifyBandDead, when.Span, context.Source(when.Span));
        }
    }
}
