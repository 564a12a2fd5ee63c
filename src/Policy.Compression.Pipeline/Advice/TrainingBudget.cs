namespace OptPolicy.Compression.Pipeline.Advice;

/// <summary>How long training may take on this machine.</summary>
public enum TrainingBudget
{
    /// <summary>No training.</summary>
    None,

    /// <summary>A working day.</summary>
    Hours,

    /// <summary>A weekend.</summary>
    Days,
}
