using OptPolicy.Compression.Pipeline.Planning;
using OptPolicy.Kernels;
using OptPolicy.Kernels.Decoding;
using OptPolicy.Kernels.Models;
using OptPolicy.Quantization.Formats;
using OptPolicy.Quantization.Inspection;

namespace OptPolicy.Compression.Pipeline.Proof;

/// <summary>
/// Reads a packed model back from its bytes: every product holds codes of the declared format, as many as its shape needs, with scales that are numbers; then
/// the model is opened and must answer with finite numbers. Training after quantisation leaves float products behind, which this finds.
/// </summary>
internal static class PackingProver
{
    private const string WideFormat = "int8";

    public static PackingProof Prove(string folder, PackSettings settings)
    {
        try
        {
            var proof = ReadBack(ModelInspector.Inspect(folder), settings);
            return proof.Holds && Answers(folder) is { } problem ? proof with { Problem = problem } : proof;
        }
        catch (LocalModelException error)
        {
            return new PackingProof(0, 0, 0, error.Message);
        }
    }

    private static PackingProof ReadBack(ModelInspection model, PackSettings settings)
    {
        // Tables that rows are looked up in have 8 bits beside every grid.
        var packed = model.Products.Where(static p => !p.IsFloat && !p.IsTable).ToList();
        var floats = model.Products.Where(static p => p.IsFloat && !p.IsTable).ToList();
        return new PackingProof(packed.Count, packed.Sum(static p => p.Weights), floats.Sum(static p => p.Weights), Problem(model, packed, floats, settings))
        {
            WideWeights = settings.Grid is { } grid && FormatOf(grid) != WideFormat ? packed.Where(static p => Has(p, WideFormat)).Sum(static p => p.Weights) : 0,
        };
    }

    private static string? Problem(ModelInspection model, List<InspectedProduct> packed, List<InspectedProduct> floats, PackSettings settings)
    {
        if (model.GridProblems is [var first, ..])
            return first;
        if (settings.Grid is not { } grid)
            return null;
        var format = FormatOf(grid);
        if (packed.Count == 0)
            return $"no product is packed, although {GridNames.Describe(grid)} is declared";
        if (packed.Find(p => !Has(p, format) && !(settings.AllowsWide && Has(p, WideFormat))) is { } other)
            return $"'{other.Name}' holds {other.Format} weights, not {GridNames.Describe(grid)}";
        return settings.Except.Count == 0 && floats is [var left, ..] ? $"'{left.Name}' stayed {left.Format}, although {GridNames.Describe(grid)} is declared for every product" : null;
    }

    private static bool Has(InspectedProduct product, string format) => product.Format == format || product.Format.StartsWith(format + " ", StringComparison.Ordinal);

    private static string FormatOf(WeightGrid grid) => grid.Number switch
    {
        NumberFormat.Int2 => "int2",
        NumberFormat.Int4 => "int4",
        NumberFormat.Fp8E4M3 => "fp8",
        NumberFormat.NvFp4 => "nvfp4",
        NumberFormat.MxFp4 => "mxfp4",
        _ => WideFormat,
    };

    private static string? Answers(string folder)
    {
        using var model = LocalModel.Open(folder, new LocalModelOptions { Speculates = false, Threads = 1 });
        var prompt = new[] { 0, 1, 2 };
        using var lease = model.Lanes.RentAsync(new LaneRequest(prompt)).AsTask().GetAwaiter().GetResult();
        foreach (var logit in lease.Lane.Forward(prompt, 1, CancellationToken.None))
        {
            if (!float.IsFinite(logit))
                return "it answers with numbers that are not finite";
        }

        return null;
    }
}
