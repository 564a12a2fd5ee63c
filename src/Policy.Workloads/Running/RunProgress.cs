namespace OptPolicy.Workloads.Running;

/// <summary>How far a run is. Immutable.</summary>
/// <param name="Done">Tasks done, those of an earlier run included.</param>
/// <param name="Total">Tasks in all.</param>
/// <param name="Right">Solved so far.</param>
public sealed record RunProgress(int Done, int Total, int Right);
