namespace OptPolicy.Evaluation.Reporting;

/// <summary>One figure. <paramref name="Low"/> and <paramref name="High"/> enclose it at 95 %.</summary>
/// <param name="Set">What it was measured on.</param>
/// <param name="Metric">What was measured, unit last.</param>
/// <param name="Value">The figure.</param>
/// <param name="Low">Lower end of the interval.</param>
/// <param name="High">Upper end of the interval.</param>
/// <param name="N">Samples.</param>
/// <param name="Note">How it was measured.</param>
internal sealed record EvaluationRow(string Set, string Metric, double Value, double Low, double High, int N, string Note);
