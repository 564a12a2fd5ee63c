namespace OptPolicy.Workloads.Tasks;

/// <summary>A line whose question another file has too. Immutable.</summary>
/// <param name="Line">Of the file that judges, from 1.</param>
/// <param name="UsedLine">The first such line of the other.</param>
/// <param name="IsExact">Letter by letter; else case, punctuation and white space differ.</param>
public sealed record OverlappingLine(int Line, int UsedLine, bool IsExact);
