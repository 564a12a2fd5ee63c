using System.Globalization;
using System.Text.Json;
using OptPolicy;
using OptPolicy.Reporting;
using Spectre.Console;
using SupportSample.Desk;

namespace SupportSample.Output;

/// <summary>Prints what a day at the desk came to: where requests went and why, what was paid and what it would have been.</summary>
internal sealed class DeskSummary(IAnsiConsole console)
{
    private const int ShownText = 48;

    public void Print(DeskDay day, SavingsReport report, Quality quality)
    {
        console.WriteLine();
        console.Write(Destinations(day));
        PrintMoney(report, quality);
        PrintExamples(day);
        PrintBudgets(day);
        foreach (var (conversation, reason) in day.Unanswered)
            console.MarkupLineInterpolated($"[red]no answer[/] {conversation.Id}: {reason}");
    }

    private static Table Destinations(DeskDay day)
    {
        var table = new Table().Border(TableBorder.Rounded).Title("[bold]Where requests went, and why[/]");
        table.AddColumns("rule", "answered by");
        foreach (var heading in (string[])["requests", "paid", "instead of"])
            table.AddColumn(new TableColumn(heading).RightAligned());
        var groups = day.Requests
            .GroupBy(static r => (Rule: r.Trace.Rule ?? "", By: AnsweredBy(r.Trace)))
            .OrderBy(g => RuleOf(day.Policy, g.Key.Rule)?.Index ?? -1).ThenByDescending(static g => g.Count());
        foreach (var group in groups)
        {
            table.AddRow(
                Markup.Escape(RuleOf(day.Policy, group.Key.Rule) is { } rule ? rule.Condition is null ? rule.Name : $"{rule.Name}: {rule.Condition}" : "asked before"),
                group.Key.By,
                group.Count().ToString(CultureInfo.InvariantCulture),
                Money.Text(group.Sum(static r => r.Trace.Cost)),
                Money.Text(group.Sum(static r => r.Trace.BaselineCost)));
        }

        return table;
    }

    private static string AnsweredBy(DecisionTrace trace)
    {
        if (trace.Cache is "hit" or "joined")
            return "cache";
        var others = trace.Attempts.Select(static a => a.Model).Where(m => m != trace.Model).Distinct(StringComparer.Ordinal).ToList();
        return others.Count == 0 ? trace.Model ?? "-" : $"{trace.Model} after {string.Join(", ", others)}";
    }

    private void PrintMoney(SavingsReport report, Quality quality)
    {
        var total = report.Total;
        console.Write(new Panel(new Rows(
            new Markup($"paid                 [bold]{Money.Text(total.Paid)}[/] for {total.Requests} requests ({total.Attempts} attempts)"),
            new Markup($"without the policy   {Money.Text(total.Baseline)} (every answer by the large model, no cache)"),
            new Markup($"saved                [bold green]{Money.Text(total.Saved)} = {Money.Share(total.Saved, total.Baseline)}[/]"),
            new Markup($"right answers        {quality.Text}")))
            .Header("Money").BorderColor(Color.Green));
    }

    private void PrintExamples(DeskDay day)
    {
        console.WriteLine();
        console.MarkupLine("[bold]Some decisions[/]");
        foreach (var (title, request) in ExampleDecisions.Of(day.Requests))
        {
            console.MarkupLineInterpolated($"  [blue]{title}[/]  {request.At:HH:mm} {request.Conversation.Tenant} {request.Conversation.User}: \"{Shorten(request.Text)}\"");
            console.MarkupLineInterpolated($"    {Path(day.Policy, request.Trace)}");
        }
    }

    private void PrintBudgets(DeskDay day)
    {
        console.WriteLine();
        console.MarkupLine("[bold]Budgets[/]");
        foreach (var budget in day.Policy.Budgets)
        {
            var accounts = day.Entries
                .GroupBy(e => budget.Scope == BudgetScope.User ? $"{e.Tenant}/{e.User}" : e.Tenant, StringComparer.Ordinal)
                .Select(static g => (Name: g.Key, Used: g.Sum(static e => e.Trace.Cost)))
                .OrderByDescending(static a => a.Used)
                .ToList();
            var shown = string.Join(", ", accounts.Take(3).Select(a => $"{a.Name} {Money.Text(a.Used)} ({Money.Share(a.Used, budget.Limit)})"));
            console.MarkupLineInterpolated($"  {Money.Text(budget.Limit)} a {budget.Window.ToString().ToLowerInvariant()} per {budget.Scope.ToString().ToLowerInvariant()}: {shown}{(accounts.Count > 3 ? $" and {accounts.Count - 3} more" : "")}");
        }

        // The first warning of each account is enough.
        foreach (var request in day.Requests.Where(static r => r.Trace.Notes.Any(static n => n.StartsWith("tenant", StringComparison.Ordinal))).DistinctBy(static r => r.Conversation.Tenant, StringComparer.Ordinal))
            console.MarkupLineInterpolated($"  {request.At:HH:mm} {request.Conversation.Tenant}: {string.Join("; ", request.Trace.Notes)}");
    }

    private static string Path(CompiledPolicy policy, DecisionTrace trace)
    {
        var rule = trace.Rule is null ? null : RuleOf(policy, trace.Rule);
        var because = rule is null ? "cache hit" : $"rule {rule.Name} ({System.IO.Path.GetFileName(rule.Path)}:{rule.Line})";
        var attempts = trace.Attempts.Select(static a =>
            $"{a.Model} {Words(a.Outcome)}{(a.Status == 0 ? "" : $" {a.Status}")} {Money.Text(a.Settled)}");
        return $"{string.Join(" → ", attempts.Prepend(because))}; paid {Money.Text(trace.Cost)} instead of {Money.Text(trace.BaselineCost)}";
    }

    private static string Words(OutcomeClass outcome) => JsonNamingPolicy.SnakeCaseLower.ConvertName(outcome.ToString()).Replace('_', ' ');

    private static RuleInfo? RuleOf(CompiledPolicy policy, string name) => policy.Rules.FirstOrDefault(r => r.Name == name);

    private static string Shorten(string text) => text.Length <= ShownText ? text : text[..ShownText] + "…";
}
