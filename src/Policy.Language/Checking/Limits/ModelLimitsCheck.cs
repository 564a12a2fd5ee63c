using OptPolicy.Language.Binding;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Semantics;

namespace OptPolicy.Language.Checking.Limits;

/// <summary>Settings of a breaker that nothing opens, and a wait for a rate that is not limited.</summary>
internal static class ModelLimitsCheck
{
    private const string Opens = "breaker.failures";
    private static readonly string[] BreakerSettings = ["breaker.attempts", "breaker.window", "breaker.pause"];
    private static readonly string[] Rates = ["rate.requests", "rate.tokens"];

    public static void Report(IEnumerable<BoundStatement> models, DiagnosticBag diagnostics)
    {
        foreach (var model in models)
        {
            if (model.Setting(Opens) is null)
            {
                foreach (var setting in BreakerSettings.Select(model.Setting).OfType<BoundSetting>())
                    ReportUnused(model, setting, $"without '{Opens}' nothing opens its breaker", diagnostics);
            }

            if (model.Setting("rate.wait") is { } wait && Rates.All(rate => model.Setting(rate) is null))
                ReportUnused(model, wait, "its rate is not limited", diagnostics);
        }
    }

    private static void ReportUnused(BoundStatement model, BoundSetting setting, string reason, DiagnosticBag diagnostics) =>
        diagnostics.Add(Diagnostic.Create(DiagnosticCatalog.SettingWithoutUse, model.Text, setting.Syntax.NameSpan, setting.Syntax.Name, model.Operand<NameValue>("model", "name")?.Name ?? "this model", reason)
            .WithFix($"Remove '{setting.Syntax.Name}'", StatementEdits.Remove(model.Text, setting.Syntax.Span)));
}
