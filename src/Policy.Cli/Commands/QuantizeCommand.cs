using System.CommandLine;
using System.Globalization;
using OptPolicy.Cli.Converting;
using OptPolicy.Cli.LocalModels;
using OptPolicy.Cli.Output;
using OptPolicy.Cli.Quantizing;
using OptPolicy.Quantization.Calibration;
using OptPolicy.Quantization.Methods;
using OptPolicy.Quantization.Rewriting;

namespace OptPolicy.Cli.Commands;

/// <summary><c>optpolicy quantize</c>: any ONNX model with fewer bits.</summary>
internal static class QuantizeCommand
{
    private static readonly string[] Weights = ["int8", "int4", "int2", "fp8", "nvfp4", "mxfp4"];

    private static readonly string[] Methods = ["rtn", "gptq", "awq", "smoothquant"];

    private static readonly string[] Activations = ["float", "int8", "int8-static", "mxfp4"];

    public static Command Create(CliEnvironment environment)
    {
        var source = new Argument<string>("model") { Description = "An .onnx file, or a model folder." };
        var target = new Option<string>("--to") { Description = "The file (.onnx) or folder to make.", Required = true, HelpName = "OUT" };
        var weights = Words("--weights", "How weights are stored.", Weights, "int4");
        var method = Words("--method", "How codes are chosen: rounded to nearest, or by what enters the products.", Methods, "rtn");
        var group = new Option<int?>("--group") { Description = "Weights that share a scale; the format's own when not given.", HelpName = "N" };
        var symmetric = new Option<bool>("--symmetric") { Description = "Zero has the middle code: no zero points, half a bit less." };
        var activations = Words("--activations", "What enters the products: float, 8 bit with a scale for each call, 8 bit with calibrated scales, or MXFP4 (calculated exactly, and slower here).", Activations, "float");
        var calibrate = new Option<string?>("--calibrate") { Description = "Text or JSONL for models with a tokenizer; .npz, .json or .jsonl of inputs for any model.", HelpName = "DATA" };
        var rows = Number("--rows", "Most calibration rows.", 128);
        var tokens = Number("--tokens", "Most tokens of a calibration row.", 512);
        var except = new Option<string[]>("--except") { Description = "Products or weights to leave as they are; * stands for any text.", HelpName = "NAME", AllowMultipleArgumentsPerToken = true };
        var wide = new Option<string[]>("--wide") { Description = "Products that get 8 bits.", HelpName = "NAME", AllowMultipleArgumentsPerToken = true };
        var mixed = new Option<double?>("--mixed") { Description = "Average bits of a weight, scales included: the products that rounding hurts most get 8.", HelpName = "BITS" };
        var dequantize = new Option<bool>("--dequantize") { Description = "Write DequantizeLinear instead of MatMulNBits: standard ONNX for other runtimes." };
        var tables = new Option<bool>("--keep-tables") { Description = "Leave embeddings as they are; they get 8 bits otherwise." };
        var overwrite = new Option<bool>("--overwrite") { Description = "Replace a model that is there already." };
        var format = CommonOptions.Format(OutputFormat.Text, OutputFormat.Json);
        var command = new Command("quantize", "Quantises any ONNX model and checks that the result runs.") { source, target, weights, method, group, symmetric, activations, calibrate, rows, tokens, except, wide, mixed, dequantize, tables, overwrite, format };
        command.SetAction((parsed, cancellation) => LocalModelCommand.RunAsync(environment, () => RunAsync(
            environment,
            parsed.GetValue(source)!,
            parsed.GetValue(target)!,
            new QuantizationOptions
            {
                Grid = WeightGrids.Find(parsed.GetValue(weights)!, parsed.GetValue(group), parsed.GetValue(symmetric)),
                Method = MethodOf(parsed.GetValue(method)!),
                Activations = (ActivationFormat)Array.IndexOf(Activations, parsed.GetValue(activations)),
                Except = parsed.GetValue(except) ?? [],
                Wide = parsed.GetValue(wide) ?? [],
                MixedBits = parsed.GetValue(mixed),
                Operator = parsed.GetValue(dequantize) ? WeightOperator.Dequantize : WeightOperator.Automatic,
                QuantizesTables = !parsed.GetValue(tables),
            },
            parsed.GetValue(calibrate) is { } data ? new CalibrationData { Path = environment.Resolve(data), RowsMax = parsed.GetValue(rows), TokensMax = parsed.GetValue(tokens) } : null,
            parsed.GetValue(overwrite),
            parsed.GetValue(format),
            cancellation)));
        return command;
    }

    private static async Task<int> RunAsync(CliEnvironment environment, string source, string target, QuantizationOptions options, CalibrationData? data, bool overwrite, OutputFormat format, CancellationToken cancellationToken)
    {
        var (from, to) = (environment.Resolve(source), environment.Resolve(target));
        Directory.CreateDirectory(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(to))!);
        var report = await ConversionBar.RunAsync(environment, progress => ModelQuantizer.Quantize(from, to, options, data, overwrite, progress, cancellationToken));
        if (format == OutputFormat.Json)
        {
            QuantizationJson.Write(environment, report);
        }
        else
        {
            QuantizationText.Write(environment, report);
        }

        return ExitCode.Ok;
    }

    private static QuantizationMethod MethodOf(string word) => (QuantizationMethod)Array.IndexOf(Methods, word);

    private static Option<string> Words(string name, string description, string[] words, string usual)
    {
        var option = new Option<string>(name) { Description = $"{description} {usual} when not given.", HelpName = string.Join('|', words), DefaultValueFactory = _ => usual };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { } word && !words.Contains(word))
            {
                result.AddError($"{name} takes {string.Join(", ", words)}; not '{word}'.");
            }
        });
        return option;
    }

    private static Option<int> Number(string name, string description, int usual)
    {
        var option = new Option<int>(name) { Description = string.Create(CultureInfo.InvariantCulture, $"{description} {usual} when not given."), DefaultValueFactory = _ => usual, HelpName = "N" };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError($"{name} takes a number from 1 on.");
            }
        });
        return option;
    }
}
