namespace OptPolicy.Quantization.Methods;

/// <summary>What calibration saw enter one matrix product. Not thread-safe while it is collected.</summary>
/// <param name="Columns">Inputs of the product.</param>
public sealed class InputStatistics(int Columns)
{
    /// <summary>Inputs of the product.</summary>
    public int Columns { get; } = Columns;

    /// <summary>Rows seen.</summary>
    public long Rows { get; internal set; }

    /// <summary>Σ x xᵀ over all rows, [Columns, Columns], row after row; what GPTQ's Hessian is made of (2/Rows times it).</summary>
    public double[] Products { get; } = new double[(long)Columns * Columns];

    /// <summary>Σ |x| of each input; divided by <see cref="Rows"/>, what AWQ ranks inputs by.</summary>
    public double[] MagnitudeSums { get; } = new double[Columns];

    /// <summary>The largest |x| of each input; what SmoothQuant balances.</summary>
    public float[] LargestMagnitudes { get; } = new float[Columns];
}
