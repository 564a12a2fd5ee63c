namespace OptPolicy.Compression.Pipeline.Orders;

/// <summary>One move of an order.</summary>
internal enum OrderStep
{
    /// <summary>P: the declared pruning.</summary>
    Prune,

    /// <summary>KD: the declared distillation.</summary>
    Distill,

    /// <summary>KD of everything but the rounded weights.</summary>
    DistillAroundGrid,

    /// <summary>Q that is not the last: weights move to the grid and stay floating-point numbers, so that later moves are possible at all.</summary>
    Round,

    /// <summary>QAD: distillation through the grid.</summary>
    DistillThroughGrid,
}
