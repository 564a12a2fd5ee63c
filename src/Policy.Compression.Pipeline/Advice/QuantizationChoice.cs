using System.Globalization;
using OptPolicy.Kernels.Devices;
using OptPolicy.Language.Semantics;

namespace OptPolicy.Compression.Pipeline.Advice;

/// <summary>Format, group and method that suit device, batch and data. Immutable.</summary>
/// <param name="Format">As policies write it.</param>
/// <param name="Group">Weights that share a scale; <see langword="null"/>: one scale an output.</param>
/// <param name="Method">As policies write it.</param>
/// <param name="Activations">Whether activations get 8 bits too.</param>
/// <param name="Bytes">Expected size; <see langword="null"/> when the weights are not known.</param>
/// <param name="Rules">What decided.</param>
internal sealed record QuantizationChoice(string Format, int? Group, string Method, bool Activations, long? Bytes, IReadOnlyList<AppliedRule> Rules)
{
    private const int BatchMax = 4;

    public bool HasFewBits => Format is "int4" or "int2" or "nvfp4" or "mxfp4";

    public string Words => string.Create(CultureInfo.InvariantCulture, $"{Format}{(Group is { } group ? $" in groups of {group}" : "")} with {Method}{(Activations ? ", 8-bit activations" : "")}");

    public static QuantizationChoice Of(AdviceRequest request, long? limit)
    {
        var rules = new List<AppliedRule>();
        var batch = string.Create(CultureInfo.InvariantCulture, $"{request.Batch} at once on {request.Device}");
        if (request.Batch > BatchMax)
        {
            rules.Add(new(AdviceRules.BothSidesForBatches, batch));
            if (request.Device == DeviceKind.Cuda)
                return Create(request, "fp8", null, "rtn", activations: true, rules);
            rules.Add(new(AdviceRules.NoKernel, $"fp8 has no kernel on {request.Device}; int8 has"));
            return Create(request, "int8", null, request.Data is null ? "rtn" : "smoothquant", activations: true, rules);
        }

        if (!SizeEstimate.HasKernel("int4", request.Device))
        {
            rules.Add(new(AdviceRules.NoKernel, $"int4 in blocks has no kernel on {request.Device}; int8 has"));
            return Create(request, "int8", null, "rtn", activations: true, rules);
        }

        if (GroupFor(request) is not { } group)
        {
            rules.Add(new(AdviceRules.GroupDividesRows, $"no group divides the inputs {string.Join(", ", request.Model.ProductInputs)}"));
            return Create(request, "int8", null, "rtn", activations: false, rules);
        }

        if (request.Tasks is null)
        {
            rules.Add(new(AdviceRules.FewBitsNeedTaskGate, "no --tasks, so 8 bits; with tasks 4 bits could be tried"));
            var wide = Create(request, "int8", null, "rtn", activations: false, rules);
            if (limit is null || wide.Bytes is not { } bytes || bytes <= limit)
                return wide;
            rules[^1] = new(AdviceRules.FewBitsNeedTaskGate, $"8 bits are too large for the limit; write {AdvisedText.MissingTasks}, which the policy names");
        }

        rules.Add(new(AdviceRules.WeightOnlyForSmallBatches, batch));
        rules.Add(new(AdviceRules.GroupDividesRows, string.Create(CultureInfo.InvariantCulture, $"{group} divides the inputs {string.Join(", ", request.Model.ProductInputs)}")));
        if (request.Tasks is not null)
            rules.Add(new(AdviceRules.FewBitsNeedTaskGate, $"{request.Tasks.Path} decides"));
        if (request.Data is { } data)
            rules.Add(new(AdviceRules.CalibrateFourBits, string.Create(CultureInfo.InvariantCulture, $"{data.Count:N0} examples of {data.Path}")));
        return Create(request, "int4", group, request.Data is null ? "rtn" : "gptq", activations: false, rules);
    }

    /// <summary>32 for quality; 128 where every byte counts.</summary>
    private static int? GroupFor(AdviceRequest request)
    {
        int[] wanted = request.Target == CompressionTarget.Iot ? [128, 64, 32, 16] : [32, 16];
        int? fitting = wanted.FirstOrDefault(group => request.Model.ProductInputs.All(size => size % group == 0));
        return fitting > 0 ? fitting : null;
    }

    private static QuantizationChoice Create(AdviceRequest request, string format, int? group, string method, bool activations, List<AppliedRule> rules) =>
        new(format, group, method, activations, SizeEstimate.Of(request.Model, format, group), rules);
}
