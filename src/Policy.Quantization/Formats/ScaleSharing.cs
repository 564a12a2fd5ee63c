namespace OptPolicy.Quantization.Formats;

/// <summary>Which weights share one scale.</summary>
public enum ScaleSharing
{
    /// <summary>All of a tensor.</summary>
    Tensor,

    /// <summary>Those of one output (one row).</summary>
    Channel,

    /// <summary><see cref="WeightGrid.GroupSize"/> neighbours along the inputs of one output.</summary>
    Group,
}
