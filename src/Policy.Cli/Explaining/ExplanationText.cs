using System.Text;
using OptPolicy.Cli.Output;
using OptPolicy.Hosting.Explanation;
using OptPolicy.Language.Analysis;
using OptPolicy.Reporting;

namespace OptPolicy.Cli.Explaining;

/// <summary>An explanation for people.</summary>
internal static class ExplanationText
{
    public static void Write(CliEnvironment environment, RequestExplanation explanation)
    {
        var text = new StringBuilder();
        var palette = new Palette(environment.Color);
        var decided = explanation.Decided.Rule;
        var plan = explanation.Policy.Policy.Plans[decided.Plan];
        text.Append(palette.Bold($"policy {explanation.Policy.Declaration.Name}: rule {decided.Name} → {plan.Name}")).Append('\n');
        text.Append($"  {environment.Display(decided.NameSpan.Path)}({decided.NameSpan.Start.Line},{decided.NameSpan.Start.Column})\n\nfacts\n");
        foreach (var (name, value) in explanation.Facts)
        {
            text.Append($"  {name} = {value}\n");
        }

        text.Append("\nrules\n");
        foreach (var rule in explanation.Rules.TakeWhile(rule => rule.Rule != decided).Append(explanation.Decided))
        {
            AppendRule(text, palette, rule);
        }

        AppendLater(text, palette, explanation);
        AppendPath(text, palette, explanation);
        environment.Out.Write(text.ToString());
    }

    private static void AppendRule(StringBuilder text, Palette palette, RuleExplanation rule)
    {
        text.Append(rule.Decides ? palette.Green("  decides ") : palette.Dim("  no      ")).Append(rule.Rule.Name);
        if (rule.Condition is not { } condition)
        {
            text.Append(palette.Dim("   when no rule above holds")).Append('\n');
            return;
        }

        text.Append(palette.Dim($"   when {condition.Text}")).Append('\n');
        foreach (var leaf in condition.Leaves)
        {
            var value = leaf.Fact is null ? "asked the app's C#" : $"{leaf.Fact} is {RequestExplainer.Show(leaf.Value)}";
            text.Append("            ").Append(leaf.Holds ? palette.Green("yes ") : palette.Red("no  ")).Append(leaf.Text).Append(palette.Dim($"   {value}")).Append('\n');
        }
    }

    private static void AppendLater(StringBuilder text, Palette palette, RequestExplanation explanation)
    {
        var later = explanation.Rules.SkipWhile(static rule => !rule.Decides).Skip(1).Where(static rule => rule is { Holds: true, Condition: not null }).ToList();
        if (later.Count > 0)
        {
            text.Append(palette.Dim($"  also hold, but come later: {string.Join(", ", later.Select(static rule => rule.Rule.Name))}")).Append('\n');
        }

        if (!explanation.Predicates.IsEmpty)
        {
            text.Append($"  {string.Join(", ", explanation.Predicates)}: C# of the app, answered false here\n");
        }
    }

    private static void AppendPath(StringBuilder text, Palette palette, RequestExplanation explanation)
    {
        text.Append($"\ncache\n  {explanation.Cache}\n\nsemantic cache\n  {explanation.SemanticCache}\n\nmodels, in order\n");
        foreach (var candidate in explanation.Candidates)
        {
            text.Append($"  {candidate.Model} ({candidate.Reason})").Append(candidate.Skipped is { } skipped
                ? palette.Red($"   {skipped}")
                : palette.Dim($"   about {ReportFormat.Money(candidate.Estimate)} with {CostAnalysis.TypicalOutputTokens} output tokens")).Append('\n');
        }

        if (explanation.Cost is { } cost)
        {
            text.Append($"\nworst case of this rule\n  {cost.Sum}\n");
        }
    }
}
