namespace OptPolicy.Kernels.Speculation;

/// <summary>The target's hidden rows of tokens that entered its cache, in order. Valid during the call that passes it.</summary>
/// <param name="values">Row-major [rows, <paramref name="width"/>]; empty when the target's graph gives none.</param>
/// <param name="width">Floats of a row.</param>
/// <param name="position">Index of the first row's token in the whole sequence.</param>
public readonly ref struct HiddenRows(ReadOnlySpan<float> values, int width, int position)
{
    /// <summary>Row-major [<see cref="Count"/>, <see cref="Width"/>].</summary>
    public ReadOnlySpan<float> Values { get; } = values;

    /// <summary>Floats of a row.</summary>
    public int Width { get; } = width;

    /// <summary>Index of the first row's token in the whole sequence.</summary>
    public int Position { get; } = position;

    /// <summary>Rows.</summary>
    public int Count => Width == 0 ? 0 : Values.Length / Width;
}
