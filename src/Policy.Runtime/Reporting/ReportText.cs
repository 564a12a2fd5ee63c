using System.Text;

namespace OptPolicy.Reporting;

/// <summary>Writes a report as plain text.</summary>
public static class ReportText
{
    /// <summary>All tables, aligned for a fixed-width font; lines end with a line feed.</summary>
    public static string Render(SavingsReport report)
    {
        var text = new StringBuilder();
        if (ReportTables.RecordedNotice(report) is { } notice)
            text.Append(notice).Append("\n\n");
        foreach (var table in ReportTables.Of(report))
            Append(text, table);
        return text.ToString();
    }

    private static void Append(StringBuilder text, ReportTable table)
    {
        var widths = table.Columns.Select((heading, c) => table.Rows.Select(r => r[c].Length).Append(heading.Length).Max()).ToArray();
        text.Append(table.Title).Append('\n');
        foreach (var row in table.Rows.Insert(0, table.Columns))
        {
            for (var c = 0; c < widths.Length; c++)
                text.Append("  ").Append(c == 0 ? row[c].PadRight(widths[c]) : row[c].PadLeft(widths[c]));
            text.Append('\n');
        }

        text.Append('\n');
    }
}
