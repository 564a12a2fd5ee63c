namespace OptPolicy.Compression.Pipeline.Stages;

/// <summary>What a stage that needs the trainer does.</summary>
public enum StageKind
{
    /// <summary>Removes heads, feed-forward neurons or embedding channels.</summary>
    PruneWidth,

    /// <summary>Removes layers.</summary>
    PruneDepth,

    /// <summary>Sets weights to zero, anywhere or in an N:M pattern.</summary>
    PruneWeights,

    /// <summary>Trains towards a teacher.</summary>
    Distill,

    /// <summary>Trains on data with quantisation simulated.</summary>
    Qat,

    /// <summary>Trains towards a teacher with quantisation simulated.</summary>
    Qad,
}
