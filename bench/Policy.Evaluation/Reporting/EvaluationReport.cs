using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace OptPolicy.Evaluation.Reporting;

/// <summary>The figures of one verb, where and on what they were measured.</summary>
internal sealed record EvaluationReport(string Verb, string Commit, string Machine, ImmutableArray<EvaluationRow> Rows)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public void Print(IAnsiConsole console)
    {
        var table = new Table().Border(TableBorder.Rounded).Title(Markup.Escape($"{Verb} · {Commit} · {Machine}"));
        table.AddColumns("set", "metric");
        foreach (var heading in (string[])["value", "95 %", "n"])
            table.AddColumn(new TableColumn(heading).RightAligned());
        table.AddColumn("note");
        foreach (var row in Rows)
        {
            table.AddRow(
                Markup.Escape(row.Set), Markup.Escape(row.Metric), Number(row.Value), $"{Number(row.Low)} to {Number(row.High)}",
                row.N.ToString(CultureInfo.InvariantCulture), Markup.Escape(row.Note));
        }

        console.Write(table);
    }

    public Task WriteAsync(FileInfo file, CancellationToken cancellationToken)
    {
        file.Directory?.Create();
        return File.WriteAllTextAsync(file.FullName, JsonSerializer.Serialize(this, Json), cancellationToken);
    }

    private static string Number(double value) => value.ToString(value is > -10 and < 10 ? "0.####" : "0.#", CultureInfo.InvariantCulture);
}
