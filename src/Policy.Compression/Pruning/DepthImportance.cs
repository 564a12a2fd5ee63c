namespace OptPolicy.Compression.Pruning;

/// <summary>How layers are compared.</summary>
public enum DepthImportance
{
    /// <summary>By how much a layer turns the residual stream, 1 − cos(in, out): one pass over the calibration text (ShortGPT, arXiv:2403.03853, eq. 1).</summary>
    BlockInfluence,

    /// <summary>By how much the loss rises without the layer, one layer at a time and anew after each: a pass for every layer that is still there.</summary>
    LossIncrease,
}
