using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Schema;
using OptPolicy.Language.Semantics;
using OptPolicy.Language.Syntax;

namespace OptPolicy.Language.Binding;

/// <summary>A model says what it costs, once and believably.</summary>
internal sealed class ModelRules(FileDiagnostics file)
{
    private const decimal ImplausibleRatio = 100;

    private static readonly string[] Prices = ["price.input", "price.cached", "price.output"];

    public void Check(BoundStatement model)
    {
        if (model.Setting("price") is { } free)
        {
            if (Prices.Select(model.Setting).Any(static s => s is not null))
                file.Report(DiagnosticCatalog.ConflictingPrices, free.Syntax.Span, file.RemoveLines("Remove 'price: free'", free.Syntax.Span));
            return;
        }

        if (model.IsIncomplete)
            return;
        foreach (var name in (ReadOnlySpan<string>)["price.input", "price.output"])
        {
            if (model.Setting(name) is not null)
                continue;
            var example = model.Schema.FindSetting(name)!.Example;
            var other = Prices.All(p => model.Setting(p) is null);
            var line = other ? "price: free" : $"{name}: {example}";
            file.Report(DiagnosticCatalog.MissingSetting, model.Syntax.Phrases[0].Span, other ? StatementRules.InsertSetting(file, model, line) : null, "model", other ? "price.input and price.output, or price: free" : name, line);
            if (other)
                return;
        }
    }

    /// <summary>A price per thousand tokens where per million was meant is a thousand times too high, and no one notices before the bill.</summary>
    public void CheckPlausible(IReadOnlyList<BoundStatement> models)
    {
        foreach (var name in Prices)
        {
            foreach (var model in models)
            {
                if (PriceOf(model, name) is not { } price || price.Constant.Number == 0)
                    continue;
                var others = models.Where(m => m != model).Select(m => PriceOf(m, name)?.Constant.Number ?? 0).Where(static n => n > 0).ToArray();
                if (others.Length == 0 || price.Constant.Number <= others.Max() * ImplausibleRatio || price.Syntax is not Literal { PerUnit: not null and not "Mtok" } literal)
                    continue;
                var rewritten = $"${literal.Token.NumberText}/Mtok";
                file.Report(DiagnosticCatalog.ImplausiblePrice, literal.Span, file.Replace(literal.Span, rewritten), file.Text.Slice(literal.Span), "100", rewritten);
            }
        }
    }

    private static ConstantValue? PriceOf(BoundStatement model, string name) => model.Setting(name)?.Value as ConstantValue;
}
