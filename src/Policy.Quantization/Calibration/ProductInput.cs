using OptPolicy.Quantization.Methods;

namespace OptPolicy.Quantization.Calibration;

/// <summary>What calibration saw enter one or more products through the same value. Not thread-safe while it is collected.</summary>
/// <param name="columns">Numbers of a row.</param>
/// <param name="keepsProducts">Whether second moments are kept.</param>
internal sealed class ProductInput(int columns, bool keepsProducts)
{
    public InputStatistics Statistics { get; } = new(columns, keepsProducts);

    /// <summary>The smallest number, or 0.</summary>
    public float Low { get; private set; }

    /// <summary>The largest number, or 0.</summary>
    public float High { get; private set; }

    /// <param name="rows">Row after row.</param>
    public void Add(ReadOnlySpan<float> rows)
    {
        if (rows.IsEmpty)
            return;
        Low = Math.Min(Low, System.Numerics.Tensors.TensorPrimitives.Min(rows));
        High = Math.Max(High, System.Numerics.Tensors.TensorPrimitives.Max(rows));
        Statistics.Add(rows);
    }
}
