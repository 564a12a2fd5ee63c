namespace OptPolicy.Workloads.Gates;

/// <summary>A gate with what was measured. Immutable.</summary>
/// <param name="Metric">For example <c>task_drop</c>, as the policy writes it.</param>
/// <param name="Bound">The largest value that passes.</param>
/// <param name="Value">The measured value.</param>
/// <param name="Low">Lower end of its interval; equal to <paramref name="Value"/> when it is exact.</param>
/// <param name="High">Upper end; the gate passes when this is at most the bound.</param>
/// <param name="Count">Examples it rests on.</param>
/// <param name="Outcome">The verdict.</param>
/// <param name="Note">The test used and, when it did not pass, what to do; one sentence.</param>
public sealed record GateVerdict(string Metric, double Bound, double Value, double Low, double High, int Count, GateOutcome Outcome, string Note);
