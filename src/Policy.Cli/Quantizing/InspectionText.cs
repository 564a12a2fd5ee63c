using System.Globalization;
using OptPolicy.Cli.Output;
using OptPolicy.Quantization.Inspection;
using Spectre.Console;

namespace OptPolicy.Cli.Quantizing;

/// <summary>What a model is made of, for people.</summary>
internal static class InspectionText
{
    private const int ProductsMax = 60;
    private const int OperationsMax = 12;

    public static void Write(CliEnvironment environment, ModelInspection model)
    {
        var console = Terminal.On(environment, environment.Out);
        console.WriteLine(Invariant($"{environment.Display(model.Path)}: {model.Architecture ?? "a model"} in {model.Container}, {model.Parameters:N0} parameters, {FileSize.Of(model.Bytes)}"));
        if (model.Graph is { } graph)
        {
            console.WriteLine(Invariant($"graph      {graph.Nodes:N0} nodes, {string.Join(", ", graph.Opsets.Select(static o => $"{o.Key} {o.Value}"))}, file format {graph.IrVersion}, by {(graph.Producer.Length > 0 ? graph.Producer : "an unnamed program")}"));
            console.WriteLine($"inputs     {string.Join("; ", graph.Inputs)}");
            console.WriteLine($"outputs    {string.Join("; ", graph.Outputs)}");
            console.WriteLine(Invariant($"operators  {string.Join(", ", graph.Operations.Take(OperationsMax).Select(static o => $"{o.Value} {o.Key}"))}{(graph.Operations.Count > OperationsMax ? Invariant($" and {graph.Operations.Count - OperationsMax} more kinds") : "")}"));
            if (graph.DataFiles.Count > 0)
            {
                console.WriteLine($"weights in {string.Join(", ", graph.DataFiles)}");
            }
        }

        console.Write(Formats(model));
        console.Write(Products(model));
        foreach (var kept in model.Kept)
        {
            console.WriteLine($"{kept.Name} cannot be quantised: {kept.Reason}");
        }

        if (model.PackedWeights > 0)
        {
            console.WriteLine(model.GridProblems.Count == 0
                ? Invariant($"grid       all {model.PackedWeights:N0} packed weights are on the grids that their nodes declare")
                : "grid       " + string.Join("; ", model.GridProblems));
        }

        if (model is { QuantizableWeights: > 0, Graph: not null })
        {
            console.WriteLine(Invariant($"next: optpolicy quantize {environment.Display(model.Path)} --to OUT --weights int4   ({model.QuantizableWeights:N0} weights can be quantised)"));
        }
    }

    private static Table Formats(ModelInspection model)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("stored as");
        foreach (var heading in (string[])["tensors", "numbers", "bytes"])
        {
            table.AddColumn(new TableColumn(heading).RightAligned());
        }

        foreach (var format in model.Formats)
        {
            table.AddRow(format.Name, Invariant($"{format.Tensors:N0}"), Invariant($"{format.Elements:N0}"), FileSize.Of(format.Bytes));
        }

        return table;
    }

    private static Table Products(ModelInspection model)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("product").AddColumn("operator").AddColumn("weights");
        table.AddColumn(new TableColumn("K × N").RightAligned()).AddColumn(new TableColumn("bytes").RightAligned());
        foreach (var product in model.Products.Take(ProductsMax))
        {
            table.AddRow(Markup.Escape(product.Name), Markup.Escape(product.Operation), product.Format, Invariant($"{product.Inputs} × {product.Outputs}"), FileSize.Of(product.Bytes));
        }

        if (model.Products.Count > ProductsMax)
        {
            table.Caption($"and {model.Products.Count - ProductsMax} more; --format json lists them all");
        }

        return table;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
