using OptPolicy.Language.Binding;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Semantics;
using OptPolicy.Language.Syntax;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Checking.LocalModels;

/// <summary>Settings that do not fit where a model runs.</summary>
internal static class LocalSettingsCheck
{
    private static readonly string[] LocalSettings = ["devices", "device.fallback", "lanes", "threads", "kv_memory"];
    private static readonly string[] HostedSettings = ["endpoint", "api_key"];

    public static void Report(IEnumerable<BoundStatement> models, DiagnosticBag diagnostics)
    {
        foreach (var model in models)
        {
            // Without a valid provider nobody knows which settings fit.
            if (model.Setting("provider")?.Value is not FunctionValue provider)
                continue;
            if (provider.Function.Name is "onnx")
                ReportLocal(model, provider, diagnostics);
            else
                ReportHosted(model, diagnostics);
        }
    }

    private static void ReportHosted(BoundStatement model, DiagnosticBag diagnostics)
    {
        foreach (var setting in LocalSettings.Select(model.Setting).OfType<BoundSetting>())
            ReportUnused(model, setting, "it is for models that run in-process, with provider 'onnx'", diagnostics);

        if (LocalModelReader.Speculation(model) is { } speculation)
        {
            var span = speculation.Syntax.Phrases[0].Span;
            diagnostics.Add(At(DiagnosticCatalog.SettingWithoutUse, model, span, "speculate", NameOf(model), "a hosted model speculates, or not, where it runs")
                .WithFix("Remove 'speculate'", StatementEdits.Remove(model.Text, Whole(speculation))));
        }
    }

    private static void ReportLocal(BoundStatement model, FunctionValue provider, DiagnosticBag diagnostics)
    {
        foreach (var setting in HostedSettings.Select(model.Setting).OfType<BoundSetting>())
            ReportUnused(model, setting, "the model runs in-process", diagnostics);
        ReportAbilities(model, diagnostics);
        ReportDevices(model, diagnostics);

        if (LocalModelReader.Speculation(model) is { } speculation
            && LocalModelReader.Drafter(speculation) is { Function.Name: "draft", Arguments: [ConstantValue draft] } drafter
            && provider.Arguments is [ConstantValue folder] && string.Equals(Normal(draft), Normal(folder), StringComparison.Ordinal))
        {
            diagnostics.Add(At(DiagnosticCatalog.DraftsWithItself, model, draft.Syntax.Span, NameOf(model))
                .WithFix("Change to 'ngram'", new TextEdit(model.Text.Path, drafter.Syntax.Span, "ngram")));
        }
    }

    private static void ReportAbilities(BoundStatement model, DiagnosticBag diagnostics)
    {
        if (model.Setting("supports")?.Value is not WordsValue { Syntax: ListExpression list } supports)
            return;
        var impossible = supports.Words.Where(static w => w is "vision" or "audio").ToArray();
        if (impossible.Length == 0)
            return;
        var first = list.Items.Items.First(i => i is PathExpression path && impossible.Contains(path.Path));
        diagnostics.Add(At(DiagnosticCatalog.LocalModelReadsText, model, first.Span, NameOf(model), string.Join(" and ", impossible))
            .WithFix($"Remove '{string.Join("' and '", impossible)}'", new TextEdit(model.Text.Path, list.Span, $"[{string.Join(", ", supports.Words.Except(impossible))}]")));
    }

    private static void ReportDevices(BoundStatement model, DiagnosticBag diagnostics)
    {
        if (model.Setting("devices")?.Value is not WordsValue { Syntax: ListExpression list } devices)
            return;
        var cpu = devices.Words.IndexOf("cpu");
        if (cpu < 0 || cpu == devices.Words.Length - 1)
            return;
        var late = devices.Words[cpu + 1];
        var place = list.Items.Items.First(i => i is PathExpression path && path.Path == late);
        diagnostics.Add(At(DiagnosticCatalog.DeviceNeverTried, model, place.Span, late, "cpu")
            .WithFix("Put 'cpu' last", new TextEdit(model.Text.Path, list.Span, $"[{string.Join(", ", devices.Words.Remove("cpu").Add("cpu"))}]")));
    }

    private static void ReportUnused(BoundStatement model, BoundSetting setting, string reason, DiagnosticBag diagnostics) =>
        diagnostics.Add(At(DiagnosticCatalog.SettingWithoutUse, model, setting.Syntax.NameSpan, setting.Syntax.Name, NameOf(model), reason)
            .WithFix($"Remove '{setting.Syntax.Name}'", StatementEdits.Remove(model.Text, setting.Syntax.Span)));

    private static TextSpan Whole(BoundStatement statement) =>
        TextSpan.FromBounds(statement.Syntax.Span.Start, Math.Max(statement.Syntax.Span.End, statement.Syntax.Body?.Span.End ?? 0));

    private static string Normal(ConstantValue folder) => folder.Constant.Text!.Replace('\\', '/').TrimEnd('/');

    private static string NameOf(BoundStatement model) => model.Operand<NameValue>("model", "name")?.Name ?? "this model";

    private static Diagnostic At(DiagnosticDescriptor descriptor, BoundStatement model, TextSpan span, params string[] arguments) =>
        Diagnostic.Create(descriptor, model.Text, span, arguments);
}
