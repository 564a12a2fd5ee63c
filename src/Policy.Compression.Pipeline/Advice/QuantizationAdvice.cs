using System.Globalization;

namespace OptPolicy.Compression.Pipeline.Advice;

/// <summary>Whether to quantise without training, and how.</summary>
internal static class QuantizationAdvice
{
    public static Recommendation Of(AdviceRequest request, QuantizationChoice choice, long? limit)
    {
        var model = request.Model;
        if (model.IsQuantized)
        {
            return new(Technique.Quantize, AdviceVerdict.Leave, "The weights are on a grid already; rounding them again only adds errors.",
                [new(AdviceRules.QuantizedAlready, $"{model.Name} stores {model.Format}")]);
        }

        if (request.SizeMax is { } asked && model.Bytes <= asked)
        {
            return new(Technique.Quantize, AdviceVerdict.WhenNeeded, $"The limit is kept as it is; {choice.Words} is for speed, if speculation does not give enough.",
                [new(AdviceRules.AlreadySmallEnough, Sizes(model.Bytes, asked)), .. choice.Rules])
            {
                Commands = Commands(request, choice),
            };
        }

        var size = choice.Bytes is { } bytes ? $": about {Size(bytes)} of {Size(model.Bytes)}" : "";
        return new(Technique.Quantize, AdviceVerdict.Do, $"Quantise to {choice.Words}{size}{(limit is { } most && choice.Bytes > most ? $", still above {Size(most)}" : "")}.", choice.Rules)
        {
            Commands = Commands(request, choice),
            Policy = model.Kind == ModelKind.Checkpoint && model.IsDecoder ? AdvisedText.Quantizing(request, choice) : null,
        };
    }

    internal static string Size(long bytes) => bytes switch
    {
        >= 1L << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):0.0} GiB"),
        >= 1L << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 20):0.0} MiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024d:0.0} KiB"),
    };

    internal static string Sizes(long bytes, long limit) => $"{Size(bytes)} of at most {Size(limit)}";

    private static string[] Commands(AdviceRequest request, QuantizationChoice choice)
    {
        var model = request.Model;
        if (model.Kind == ModelKind.Checkpoint && model.IsDecoder)
            return AdvisedText.CompressCommands(request);
        var floats = model.Name;
        var commands = new List<string>();
        if (model.Kind is ModelKind.Gguf or ModelKind.Checkpoint)
        {
            floats = AdvisedText.Stem(model) + "-fp32";
            commands.Add($"optpolicy convert {AdvisedText.Quoted(model.Name)} --to {AdvisedText.Quoted(floats)} --weights fp32");
        }

        var made = AdvisedText.Quoted(AdvisedText.Stem(model) + "-" + choice.Format + (model.Kind == ModelKind.Onnx && File.Exists(model.Path) && model.Name.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase) ? ".onnx" : ""));
        var calibrate = request.Data is { } data && choice.Method != "rtn" ? $" --calibrate {AdvisedText.Quoted(data.Path)}" : "";
        var group = choice.Group is { } size ? string.Create(CultureInfo.InvariantCulture, $" --group {size}") : "";
        commands.Add($"optpolicy quantize {AdvisedText.Quoted(floats)} --to {made} --weights {choice.Format} --method {choice.Method}{group}{(choice.Activations ? " --activations int8" : "")}{calibrate}");
        if (request.Tasks is { } tasks && model.IsDecoder)
            commands.Add($"optpolicy evaluate {made} --against {AdvisedText.Quoted(floats)} --tasks {AdvisedText.Quoted(tasks.Path)} --gate \"task_drop <= 2%\"");
        return [.. commands];
    }
}
