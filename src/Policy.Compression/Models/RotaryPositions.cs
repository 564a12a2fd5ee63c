using OptPolicy.Kernels.Architectures;
using TorchSharp;
using static TorchSharp.torch;

namespace OptPolicy.Compression.Models;

/// <summary>
/// Rotary position embedding (Su et al. 2021) in the order of Hugging Face's Llama: dimension i turns with i + d/2.
/// Not a module, because its tables are no weights.
/// </summary>
internal sealed class RotaryPositions : IDisposable
{
    private Tensor _cosines;
    private Tensor _sines;

    public RotaryPositions(LlamaShape shape, int slack = 0)
    {
        using var scope = NewDisposeScope();
        var exponents = arange(0, shape.HeadDimension, 2, dtype: ScalarType.Float32) / shape.HeadDimension;
        var frequencies = pow(tensor(shape.RopeTheta), -exponents);
        var angles = outer(arange(shape.ContextTokens + slack, dtype: ScalarType.Float32), frequencies);
        _cosines = angles.cos().DetachFromDisposeScope();
        _sines = angles.sin().DetachFromDisposeScope();
    }

    /// <summary>Turns heads [rows, heads, length, dimension] whose first position is <paramref name="start"/>.</summary>
    public Tensor Turn(Tensor heads, int start = 0)
    {
        using var scope = NewDisposeScope();
        var length = heads.shape[^2];
        var half = heads.shape[^1] / 2;
        var cosine = _cosines.narrow(0, start, length);
        var sine = _sines.narrow(0, start, length);
        var first = heads.narrow(-1, 0, half);
        var second = heads.narrow(-1, half, half);
        return cat([first * cosine - second * sine, second * cosine + first * sine], -1).MoveToOuterDisposeScope();
    }

    public void MoveTo(Device device)
    {
        _cosines = Moved(_cosines, device);
        _sines = Moved(_sines, device);
    }

    public void Dispose()
    {
        _cosines.Dispose();
        _sines.Dispose();
    }

    private static Tensor Moved(Tensor table, Device device)
    {
        if (table.device == device)
            return table;

        using (table)
            return table.to(device);
    }
}
