using OptPolicy.Quantization.Formats;

namespace OptPolicy.Quantization.Sparsity;

/// <summary>Which weights may go. Immutable.</summary>
public sealed record SparsityPattern
{
    private SparsityPattern(double share, int keep, int length) => (Share, Keep, Length) = (share, keep, length);

    /// <summary>The share of weights that become zero.</summary>
    public double Share { get; }

    /// <summary>Weights that stay of every <see cref="Length"/> neighbouring inputs; 0 without a pattern.</summary>
    public int Keep { get; }

    /// <summary>Inputs of one pattern; 0 without.</summary>
    public int Length { get; }

    /// <summary>Whether weights go in a fixed pattern.</summary>
    public bool IsStructured => Length > 0;

    /// <summary>Any weights.</summary>
    /// <param name="share">The share that becomes zero, 0…1.</param>
    /// <exception cref="QuantizationException">The share is none.</exception>
    public static SparsityPattern Unstructured(double share) => share is >= 0 and <= 1
        ? new(share, 0, 0)
        : throw new QuantizationException($"{share} is no share of weights. Give one from 0 to 1.");

    /// <summary>keep:length, such as the 2:4 that tensor cores skip. Inputs behind the last whole pattern all stay.</summary>
    /// <param name="keep">Weights that stay of every <paramref name="length"/>.</param>
    /// <param name="length">Neighbouring inputs of one output.</param>
    /// <exception cref="QuantizationException">The pattern keeps nothing or everything, or is longer than 64.</exception>
    public static SparsityPattern Structured(int keep, int length) => keep > 0 && keep < length && length <= 64
        ? new(1 - (double)keep / length, keep, length)
        : throw new QuantizationException($"{keep}:{length} is no pattern. Keep some, but not all, of at most 64, as in 2:4.");
}
