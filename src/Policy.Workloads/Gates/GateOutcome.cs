namespace OptPolicy.Workloads.Gates;

/// <summary>What a gate says.</summary>
public enum GateOutcome
{
    /// <summary>The bound is kept, with the stated confidence.</summary>
    Passed,

    /// <summary>The bound is broken, or cannot be shown to be kept.</summary>
    Failed,

    /// <summary>With this many examples no model could show it.</summary>
    Undecidable,
}
