using System.Globalization;
using OptPolicy.Language.Analysis;
using OptPolicy.Language.Binding;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Semantics;
using OptPolicy.Language.Text;
using ValueType = OptPolicy.Language.Semantics.ValueType;

namespace OptPolicy.Language.Checking.Caching;

/// <summary>Thresholds and bounds that let wrong answers through, do nothing, or promise what nobody measured.</summary>
internal static class FalseHitCheck
{
    /// <summary>Below it, paraphrases and opposites of a question lie equally close to it for common sentence embedders.</summary>
    private const decimal SafeThreshold = 0.8m;

    private const double Doubt = 0.05;

    public static void Report(CheckContext context)
    {
        if (context.Policy.SemanticCache is not { } cache || context.StatementAt(cache.Span) is not { } statement)
        {
            return;
        }

        if (statement.Setting("threshold") is { Value: ConstantValue threshold })
        {
            ReportThreshold(context, cache, statement, threshold);
        }

        if (statement.Setting("max_false_hits") is { Value: ConstantValue bound })
        {
            ReportBound(context, cache, statement, bound);
        }

        if (statement.Setting("calibration") is { Value: ConstantValue file })
        {
            ReportConditions(context, cache, statement, file);
        }
    }

    /// <summary>The least labelled pairs, all of them right, that make a larger share of wrong ones than <paramref name="bound"/> unlikely (at most 5 %): (1 − bound)ⁿ ≤ 0.05.</summary>
    internal static int LeastLabels(decimal bound) => bound is <= 0 or >= 1 ? 0 : (int)Math.Ceiling(Math.Log(Doubt) / Math.Log(1 - (double)bound));

    private static void ReportThreshold(CheckContext context, SemanticCacheDeclaration cache, BoundStatement statement, ConstantValue threshold)
    {
        if (threshold.Constant.Number >= 1 && cache.Threshold.Tunable is null)
        {
            if (cache.Verifier is null)
            {
                context.Report(Diagnostic.Create(DiagnosticCatalog.ThresholdWithoutEffect, statement.Text, threshold.Syntax.Span)
                    .WithFix("Change to '0.85'", new TextEdit(statement.Text.Path, threshold.Syntax.Span, "0.85")));
            }
        }
        else if (threshold.Constant.Number < SafeThreshold && cache.MostFalseHits is null && ServesUnverified(cache, threshold.Constant.Number))
        {
            context.Report(Diagnostic.Create(DiagnosticCatalog.LooseSimilarity, statement.Text, threshold.Syntax.Span, ConstantText.Of(threshold.Constant with { Number = SafeThreshold })));
        }
    }

    private static bool ServesUnverified(SemanticCacheDeclaration cache, decimal from)
    {
        if (cache.Verifier is not { } verifier)
        {
            return true;
        }

        var loose = Similarity.Between(from, SafeThreshold, cache.Span);
        var space = new ConditionSpace(verifier.When is { } when ? [loose, when] : [loose]);
        var (lowest, _) = space.Bounds(space.Except(space.Where(loose), space.Where(verifier.When)), Similarity.Fact);
        return lowest < SafeThreshold;
    }

    private static void ReportBound(CheckContext context, SemanticCacheDeclaration cache, BoundStatement statement, ConstantValue bound)
    {
        if (cache is { Verifier: null, Audit: { Value.Number: 0, Tunable: null }, Explore: { Value.Number: 0, Tunable: null } } && statement.Setting("calibration") is null)
        {
            context.Report(Diagnostic.Create(DiagnosticCatalog.FalseHitsNotMeasured, statement.Text, bound.Syntax.Span, ConstantText.Of(bound.Constant)));
        }
        else if (cache.Calibration is { } calibration && calibration.Labels < LeastLabels(bound.Constant.Number))
        {
            var text = Supported(1 - Math.Pow(Doubt, 1.0 / calibration.Labels));
            context.Report(Diagnostic.Create(
                DiagnosticCatalog.FalseHitsFinerThanLabels, statement.Text, bound.Syntax.Span,
                calibration.Labels.ToString(CultureInfo.InvariantCulture), ConstantText.Of(bound.Constant), LeastLabels(bound.Constant.Number).ToString(CultureInfo.InvariantCulture), text)
                .WithFix($"Change to '{text}'", new TextEdit(statement.Text.Path, bound.Syntax.Span, text)));
        }
        else if (cache.Calibration?.Check is { } check && check.Upper > (double)bound.Constant.Number)
        {
            var text = Supported(check.Upper);
            context.Report(Diagnostic.Create(
                DiagnosticCatalog.FalseHitsFinerThanMeasured, statement.Text, bound.Syntax.Span,
                check.False.ToString(CultureInfo.InvariantCulture), check.Served.ToString(CultureInfo.InvariantCulture), text, ConstantText.Of(bound.Constant))
                .WithFix($"Change to '{text}'", new TextEdit(statement.Text.Path, bound.Syntax.Span, text)));
        }
    }

    /// <summary>A share as policies write it, rounded up: what is promised must hold.</summary>
    private static string Supported(double share) => ConstantText.Of(Constant.Of(ValueType.Ratio, Math.Ceiling((decimal)share * 1000) / 1000));

    private static void ReportConditions(CheckContext context, SemanticCacheDeclaration cache, BoundStatement statement, ConstantValue file)
    {
        if (cache.Calibration?.Conditions is { } made && CalibrationConditions.Of(context.Policy) is { } now && made.DifferenceFrom(now) is { } difference)
        {
            context.Report(Diagnostic.Create(
                DiagnosticCatalog.CalibrationOfOtherConditions, statement.Text, file.Syntax.Span,
                file.Constant.Text ?? "", difference.What, difference.Here, difference.There));
        }
    }
}
