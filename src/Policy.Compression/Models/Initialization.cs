using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OptPolicy.Compression.Models;

/// <summary>Fresh weights, spread as GPT-2's: what writes to the residual stream starts smaller the more layers write to it.</summary>
internal sealed class Initialization(long seed, int layers) : IDisposable
{
    private const float Deviation = 0.02f;
    private readonly Generator _generator = new((ulong)seed, CPU);

    public Parameter Matrix(int rows, int columns) => Draw(rows, columns, Deviation);

    public Parameter ResidualMatrix(int rows, int columns) => Draw(rows, columns, Deviation / MathF.Sqrt(2 * layers));

    public void Dispose() => _generator.Dispose();

    private Parameter Draw(int rows, int columns, float deviation)
    {
        using var normal = randn(rows, columns, generator: _generator);
        return nn.Parameter(normal * deviation);
    }
}
