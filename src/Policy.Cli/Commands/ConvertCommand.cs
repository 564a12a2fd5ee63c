using System.CommandLine;
using System.Globalization;
using OptPolicy.Cli.Converting;
using OptPolicy.Cli.LocalModels;
using OptPolicy.Cli.Output;
using OptPolicy.Kernels.Conversion;
using OptPolicy.Kernels.Models;

namespace OptPolicy.Cli.Commands;

/// <summary><c>optpolicy convert</c>: a checkpoint becomes a model folder.</summary>
internal static class ConvertCommand
{
    private const string DefaultWeights = "q4";

    private static readonly string[] Weights = ["q4", "q8", "q4-128", "rowq8", "fp32"];

    public static Command Create(CliEnvironment environment)
    {
        var source = new Argument<string>("source") { Description = "A folder with config.json and *.safetensors, or a .gguf file." };
        var target = new Option<string>("--to") { Description = "The folder to make.", Required = true, HelpName = "DIR" };
        var weights = new Option<string>("--weights") { Description = "How weights are stored: q4 and q8 in blocks of 32, q4-128 (fastest), rowq8 (fastest prompts), fp32. Speculation is lossless with all of them.", HelpName = string.Join('|', Weights), DefaultValueFactory = static _ => DefaultWeights };
        weights.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<string>() is { } word && !Weights.Contains(word))
            {
                result.AddError($"--weights takes {string.Join(", ", Weights)}; not '{word}'.");
            }
        });
        var context = new Option<int?>("--context") { Description = "Most tokens to make room for; the checkpoint's own when not given." };
        context.Validators.Add(static result =>
        {
            if (result.Tokens.Count > 0 && result.GetValueOrDefault<int?>() is not > 0)
            {
                result.AddError("--context takes a number of tokens from 1 on.");
            }
        });
        var hidden = new Option<bool>("--hidden-states") { Description = "Also give the hidden states that a draft head reads." };
        var headOf = new Option<string?>("--head-of") { Description = "The source is an EAGLE-3 draft head for this checkpoint (folder or .gguf file).", HelpName = "CHECKPOINT" };
        var overwrite = new Option<bool>("--overwrite") { Description = "Replace a model that is there already." };
        var command = new Command("convert", "Converts a checkpoint (safetensors, GGUF) to a model folder that runs in-process.") { source, target, weights, context, hidden, headOf, overwrite };
        command.SetAction((parsed, cancellation) => LocalModelCommand.RunAsync(environment, () => RunAsync(
            environment,
            parsed.GetValue(source)!,
            parsed.GetValue(target)!,
            parsed.GetValue(headOf),
            new ConversionOptions { Format = FormatOf(parsed.GetValue(weights)!), ContextTokens = parsed.GetValue(context), HiddenOutputs = parsed.GetValue(hidden), Overwrite = parsed.GetValue(overwrite) },
            cancellation)));
        return command;
    }

    private static async Task<int> RunAsync(CliEnvironment environment, string source, string target, string? headOf, ConversionOptions options, CancellationToken cancellationToken)
    {
        var (from, to) = (environment.Resolve(source), environment.Resolve(target));
        if (!File.Exists(from) && !Directory.Exists(from))
        {
            return LocalModelCommand.Fail(environment, $"there is no file or folder '{source}'");
        }

        Directory.CreateDirectory(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(to))!);
        if (headOf is not null)
        {
            await ConversionBar.RunAsync(environment, progress => ModelConverter.ConvertHead(from, environment.Resolve(headOf), to, options, progress, cancellationToken));
            environment.Out.WriteLine($"wrote {environment.Display(to)}: a draft head, {Bytes(to)}");
            return ExitCode.Ok;
        }

        var model = await ConversionBar.RunAsync(environment, progress => ModelConverter.Convert(from, to, options, progress, cancellationToken));
        environment.Out.WriteLine($"wrote {environment.Display(to)}: {Describe(model)}, {Bytes(to)}");
        if (!model.HasTokenizer)
        {
            environment.Error.WriteLine($"optpolicy: the source has no tokenizer that could be taken along; put a tokenizer.json into {environment.Display(to)}");
            return ExitCode.Findings;
        }

        if (model.Decoder is not null)
        {
            environment.Out.WriteLine($"next: optpolicy generate {environment.Display(to)} \"Hello\"   optpolicy bench {environment.Display(to)}");
        }

        return ExitCode.Ok;
    }

    private static string Describe(ConvertedModel model) => model switch
    {
        { Decoder: { } decoder } => string.Create(CultureInfo.InvariantCulture, $"{decoder.Architecture}, {decoder.Layers} layers of {decoder.HiddenSize}, {Name(decoder.Format)}, context {decoder.ContextTokens:N0}"),
        { Encoder.Labels: { Count: > 0 } labels } => string.Create(CultureInfo.InvariantCulture, $"a classifier of {labels.Count} classes"),
        { Encoder: { } encoder } => string.Create(CultureInfo.InvariantCulture, $"an embedder of {encoder.Dimensions} dimensions"),
        _ => "a model",
    };

    private static WeightFormat FormatOf(string weights) => weights switch
    {
        "q8" => WeightFormat.Q8,
        "q4-128" => WeightFormat.Q4Block128,
        "rowq8" => WeightFormat.RowQ8,
        "fp32" => WeightFormat.Fp32,
        _ => WeightFormat.Q4,
    };

    private static string Name(WeightFormat format) => Array.Find(Weights, name => FormatOf(name) == format) ?? format.ToString();

    private static string Bytes(string folder) => FileSize.Of(Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Sum(static f => new FileInfo(f).Length));
}
