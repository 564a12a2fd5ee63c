using System.Globalization;
using Spectre.Console;
using SupportSample.Problems;

namespace SupportSample.Output;

/// <summary>Prints accuracy beside cost: the policy between the two models alone and a mix of them by lot.</summary>
internal sealed class MathSummary(IAnsiConsole console)
{
    public void Print(MathComparison comparison)
    {
        var table = new Table().Border(TableBorder.Rounded).Title("[bold]Accuracy and cost[/]");
        table.AddColumn("who answers");
        foreach (var heading in (string[])["accuracy", "cost", "large model asked"])
            table.AddColumn(new TableColumn(heading).RightAligned());
        foreach (var row in comparison.Rows)
            table.AddRow(Markup.Escape(row.Name), Money.Share(row.Accuracy), Money.Text(row.Cost), Money.Share(row.StrongShare));
        console.Write(table);
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture,
            $"The policy recovers {comparison.Recovered:0.0%} of the gap between the models at {comparison.CostShare:0.0%} of the large model's cost.");
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture,
            $"Against a mix by lot at the same cost: {comparison.Gain.Value * 100:+0.0;-0.0} points (95 % interval {comparison.Gain.Low * 100:+0.0;-0.0} to {comparison.Gain.High * 100:+0.0;-0.0}, bootstrap over the problems).");
        console.MarkupLine("[grey]Token counts are estimated at four characters a token; the answers are recorded, nothing was called.[/]");
    }
}
