using System.Text.Json.Serialization;
using OptPolicy.Quantization.Formats;
using OptPolicy.Quantization.Methods;
using OptPolicy.Quantization.Rewriting;

namespace OptPolicy.Compression.Pipeline.Planning;

/// <summary>How a checkpoint becomes the model that is judged and shipped. Immutable.</summary>
public sealed record PackSettings
{
    /// <summary>float32, as the original is judged.</summary>
    public static PackSettings Float { get; } = new();

    /// <summary>The grid of the weights; <see langword="null"/> leaves them float32.</summary>
    public WeightGrid? Grid { get; init; }

    /// <summary>How codes are chosen.</summary>
    public QuantizationMethod Method { get; init; } = QuantizationMethod.Rtn;

    /// <summary>What enters the products.</summary>
    public ActivationFormat Activations { get; init; } = ActivationFormat.Float;

    /// <summary>Whether the products that rounding hurts most get 8 bits.</summary>
    public bool IsMixed { get; init; }

    /// <summary>Names of products or weights that stay float32; <c>*</c> stands for any text.</summary>
    public IReadOnlyList<string> Except { get; init; } = [];

    /// <summary>Names of products or weights that get 8 bits.</summary>
    public IReadOnlyList<string> Wide { get; init; } = [];

    /// <summary>The examples that methods with calibration look at; a full path.</summary>
    public string? Calibration { get; init; }

    /// <summary>Whether products may have 8 bits although the grid has fewer.</summary>
    [JsonIgnore]
    public bool AllowsWide => IsMixed || Wide.Count > 0;

    /// <summary>Whether the method looks at examples.</summary>
    public bool NeedsCalibration => Grid is not null && (Method != QuantizationMethod.Rtn || IsMixed || Activations == ActivationFormat.Int8Static);
}
