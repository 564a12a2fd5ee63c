namespace OptPolicy.Quantization.Methods;

/// <summary>Whether a group's range may shrink, so that its few largest weights saturate and the rest round more finely.</summary>
public enum ClipSearch
{
    /// <summary>The range holds every weight.</summary>
    None,

    /// <summary>The range, of 1.00, 0.95 … 0.50 times the whole, with the smallest squared error of the weights.</summary>
    WeightError,

    /// <summary>As <see cref="WeightError"/>, each weight's squared error times its input's mean square: needs statistics.</summary>
    OutputError,
}
