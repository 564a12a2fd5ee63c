using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Schema;
using OptPolicy.Language.Semantics;
using OptPolicy.Language.Syntax;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Binding;

/// <summary>What the table cannot say: how the parts of one statement depend on each other.</summary>
internal sealed class StatementRules(FileDiagnostics file)
{
    public void Check(BoundStatement statement, bool extends)
    {
        switch (statement.Schema.Title)
        {
            case "model":
                new ModelRules(file).Check(statement);
                break;
            case "policy":
                extends = statement.Has("extends");
                break;
            case "budget":
                CheckBudget(statement);
                break;
            case "at":
                CheckBudgetStep(statement);
                break;
            case "retry":
                CheckBackoff(statement);
                break;
            case "assert cost" or "assert latency":
                CheckBound(statement.Operand<MetricValue>("assert", "bound"), "bounded from above");
                break;
            case "disable":
                CheckBound(statement.Operand<MetricValue>("when", "condition"), "too low below a share");
                break;
            case "route" or "cascade":
                CheckOtherwise(statement, extends);
                break;
            case "given answers" when statement.Operand<WordsValue>("given", "confidence") is { } word && statement.Operand<BoundValue>("given", "ratio") is null:
                file.Report(DiagnosticCatalog.MissingOperand, word.Syntax.Span, "confidence", "a ratio", statement.Schema.Example);
                break;
        }

        // In an extending policy the inherited statement may have what is missing; its effective form is checked later.
        var mayBeInherited = extends && statement.Schema.Lead is "budget" or "cache";
        if (!mayBeInherited)
            RequireSettings(file, statement, statement);
        foreach (var child in statement.Children)
            Check(child, extends);
    }

    public static void RequireSettings(FileDiagnostics file, BoundStatement statement, BoundStatement place)
    {
        if (statement.IsIncomplete)
            return;
        foreach (var setting in statement.Schema.Settings)
        {
            if (!setting.IsRequired || statement.Setting(setting.Name) is not null)
                continue;
            var line = $"{setting.Name}: {setting.Example}";
            file.Report(DiagnosticCatalog.MissingSetting, place.Syntax.Phrases[0].Span, InsertSetting(file, place, line), statement.Schema.Title, setting.Name, line);
        }
    }

    public static CodeFix? InsertSetting(FileDiagnostics file, BoundStatement statement, string line)
    {
        if (statement.Syntax.Body is not { } body)
            return null;
        var indent = new string(' ', file.Text.PositionAt(statement.Syntax.Span.Start).Column + 1);
        var isOneLine = file.Text.PositionAt(body.Span.Start).Line == file.Text.PositionAt(body.Span.End).Line;
        var text = isOneLine ? $"\n{indent}{line}\n{indent}" : $"\n{indent}{line}";
        return file.Insert($"Add '{line}'", body.Span.Start + 1, text);
    }

    private void CheckBudget(BoundStatement budget)
    {
        if (budget.Setting("limit") is not { Value: ConstantValue { Window: { } window } limit })
            return;

        var isPerRequest = budget.Operand<WordsValue>("per", "scope")?.Word is "request";
        if (isPerRequest == (window == BudgetWindow.None))
            return;

        var literal = (Literal)limit.Syntax;
        var amount = "$" + literal.Token.NumberText;
        var (fix, expected) = isPerRequest ? (amount + "/req", "money per request") : (amount + "/day", "money in a time window");
        file.Report(DiagnosticCatalog.WrongUnit, literal.Span, file.Replace(literal.Span, fix), file.Text.Slice(literal.Span), $"{expected}, for example {fix}");
    }

    private void CheckBudgetStep(BoundStatement step)
    {
        if (step.Phrase("degrade") is { } degrade && !step.Has("to"))
            file.Report(DiagnosticCatalog.MissingPhrase, degrade.Syntax.Span, "degrade", "to", "at 100% degrade to gpt_mini");
        else if (step.Phrase("to") is { } to && !step.Has("degrade"))
            file.Report(DiagnosticCatalog.UnexpectedPhrase, to.Syntax.Span, "at", "to", " without 'degrade'");
    }

    private void CheckBackoff(BoundStatement retry)
    {
        if (retry.Operand<FunctionValue>("with", "backoff") is { Arguments: [ConstantValue first, ConstantValue longest] } && first.Constant.Number > longest.Constant.Number)
        {
            var span = TextSpan.Cover(first.Syntax.Span, longest.Syntax.Span);
            var turned = $"{file.Text.Slice(longest.Syntax.Span)}, {file.Text.Slice(first.Syntax.Span)}";
            file.Report(DiagnosticCatalog.ReversedRange, span, file.Replace(span, turned), file.Text.Slice(span));
        }
    }

    private void CheckBound(MetricValue? bound, string nature)
    {
        if (bound is { Operator: not (ComparisonOperator.Less or ComparisonOperator.LessOrEqual) } metric)
        {
            var @operator = ((BinaryExpression)metric.Syntax).Operator;
            file.Report(DiagnosticCatalog.WrongComparison, @operator.Span, file.Replace(@operator.Span, "<="), metric.Metric.Name, nature, @operator.Text, "< or <=");
        }
    }

    private void CheckOtherwise(BoundStatement block, bool extends)
    {
        var otherwise = block.Children.FirstOrDefault(static s => s.Schema.Lead is "otherwise");
        if (otherwise is not null && block.Children[^1] != otherwise && block.Children[^1].Schema.Lead is not "otherwise")
        {
            file.Report(DiagnosticCatalog.OtherwiseNotLast, otherwise.Syntax.Span, MoveToEnd(otherwise, block.Children[^1]));
        }
        else if (otherwise is null && block.Schema.Lead is "cascade" && !block.IsIncomplete && !(extends && block.Children.Any(static s => s.Schema.Lead is "inherit")))
        {
            file.Report(DiagnosticCatalog.MissingStatement, block.Syntax.Phrases[0].Span, block.Schema.Title, "otherwise", "otherwise use premium");
        }
        else if (block.Children.IsEmpty && block.Schema.Lead is "route" && !block.IsIncomplete)
        {
            file.Report(DiagnosticCatalog.MissingStatement, block.Syntax.Phrases[0].Span, "route", "otherwise", "otherwise use premium");
        }
    }

    private CodeFix MoveToEnd(BoundStatement moved, BoundStatement last)
    {
        var text = file.Text.Slice(moved.Syntax.Span);
        var indent = new string(' ', file.Text.PositionAt(moved.Syntax.Span.Start).Column - 1);
        var end = Math.Max(last.Syntax.Span.End, last.Syntax.Body?.Span.End ?? 0);
        return new CodeFix("Move 'otherwise' to the end", [.. file.RemoveLines("", moved.Syntax.Span).Edits, new TextEdit(file.Text.Path, new TextSpan(end, 0), $"\n{indent}{text}")]);
    }
}
