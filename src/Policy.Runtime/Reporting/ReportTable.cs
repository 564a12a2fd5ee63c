using System.Collections.Immutable;

namespace OptPolicy.Reporting;

/// <summary>A table of a report, ready to print. Immutable.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Columns">The headings; all but the first are numbers and align right.</param>
/// <param name="Rows">As many cells a row as there are columns.</param>
public sealed record ReportTable(string Title, ImmutableArray<string> Columns, ImmutableArray<ImmutableArray<string>> Rows);
