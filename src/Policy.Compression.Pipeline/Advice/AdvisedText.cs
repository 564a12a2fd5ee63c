using System.Globalization;
using System.Text;
using OptPolicy.Language.Semantics;

namespace OptPolicy.Compression.Pipeline.Advice;

/// <summary>Writes policies and command lines that do what is advised.</summary>
internal static class AdvisedText
{
    private const int UsualContext = 2048;
    private const int AnswerTokensMax = 256;

    private const string Gate = "2%";

    /// <summary>What advised policies call tasks that do not exist yet.</summary>
    public const string MissingTasks = "tasks.jsonl";

    /// <summary>The file that commands name.</summary>
    private const string FileName = "compress.optpolicy";

    /// <summary>A policy that runs the model as it is, with speculation.</summary>
    public static string Speculating(AdviceRequest request, ModelFacts? draft)
    {
        var text = Begin();
        if (draft is not null)
            Model(text, Identifier(draft) + "_draft", draft.Kind == ModelKind.Runnable ? draft.Name : Runnable(draft), draft, request, speculates: null);
        Model(text, Identifier(request.Model), request.Model.Kind == ModelKind.Runnable ? request.Model.Name : Runnable(request.Model), request.Model, request, speculates: draft is null ? "ngram" : Identifier(draft) + "_draft");
        return End(text, Identifier(request.Model));
    }

    /// <summary>Quantisation, with the training rungs of the ladder where training is possible.</summary>
    public static string Quantizing(AdviceRequest request, QuantizationChoice choice, bool isTrained = false) =>
        Compressing(request, choice, [], isTrained);

    /// <summary>Pruning, distillation and quantisation, in this order.</summary>
    public static string PruningAndDistilling(AdviceRequest request, QuantizationChoice choice, double share) => Compressing(
        request,
        choice,
        [$"step prune width {Share(share)}", $"step distill from {Text(request.Model.Name)} use 100% of {Text(request.Data!.Path)}"],
        isTrained: choice.HasFewBits);

    public static string[] CompressCommands(AdviceRequest request) =>
        [$"optpolicy check {FileName}", $"optpolicy compress {FileName} --out {Quoted(Made(request.Model))}"];

    /// <summary>An argument of a command line.</summary>
    public static string Quoted(string argument) => argument.All(static c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '-' or '_' or ':' or '\\') ? argument : $"\"{argument}\"";

    public static string Share(double share) => string.Create(CultureInfo.InvariantCulture, $"{Math.Clamp(Math.Ceiling(share * 100), 1, 99):0}%");

    /// <summary>Where the converted model goes.</summary>
    public static string Runnable(ModelFacts model) => Stem(model) + "-q4";

    /// <summary>The model's name without an extension that is not a folder's.</summary>
    public static string Stem(ModelFacts model)
    {
        var name = model.Name.TrimEnd('/', '\\');
        return Path.GetExtension(name).ToUpperInvariant() is ".ONNX" or ".GGUF" ? name[..name.LastIndexOf('.')] : name;
    }

    private static string Made(ModelFacts model) => Stem(model) + "-small";

    private static string Compressing(AdviceRequest request, QuantizationChoice choice, IReadOnlyList<string> steps, bool isTrained)
    {
        var (model, name) = (request.Model, Identifier(request.Model));
        var text = Begin();
        Model(text, name, Made(model), model, request, speculates: null);
        text.Append(CultureInfo.InvariantCulture, $"compress {name} from {Text(model.Name)} {{\n  target: {request.Target.ToString().ToLowerInvariant()}\n");
        if (request.Data is { } data && choice.Method != "rtn")
            text.Append(CultureInfo.InvariantCulture, $"  calibrate: {Text(data.Path)}\n");
        foreach (var step in steps)
            text.Append(CultureInfo.InvariantCulture, $"  {step}\n");
        var group = choice.Group is { } size ? string.Create(CultureInfo.InvariantCulture, $" group {size}") : "";
        text.Append(CultureInfo.InvariantCulture, $"  step quantize {choice.Format}{group} using {choice.Method}\n");
        if (isTrained)
            text.Append("  recover with qat, qad\n");

        // Four bits have to be decided by tasks, also by tasks that are still to be written.
        if ((request.Tasks?.Path ?? (choice.HasFewBits ? MissingTasks : null)) is { } tasks)
            text.Append(CultureInfo.InvariantCulture, $"  gate task_drop({Text(tasks)}) <= {Gate}\n");
        text.Append(CultureInfo.InvariantCulture, $"  gate size_ratio <= {SizeRatio(request, choice)}\n}}\n\n");
        return End(text, name);
    }

    /// <summary>The limit where there is one, else what the format promises and a tenth.</summary>
    private static string SizeRatio(AdviceRequest request, QuantizationChoice choice)
    {
        var most = request.SizeMax is { } limit && limit < request.Model.Bytes ? limit : (long)((choice.Bytes ?? request.Model.Bytes / 2) * 1.1);
        return Share(Math.Min(1, most / (double)Math.Max(1, request.Model.Bytes)));
    }

    private static StringBuilder Begin() => new("optpolicy 1\n\n");

    private static void Model(StringBuilder text, string name, string folder, ModelFacts model, AdviceRequest request, string? speculates)
    {
        var context = model.ContextTokens > 0 ? model.ContextTokens : UsualContext;
        text.Append(CultureInfo.InvariantCulture, $"model {name} {{\n  provider: onnx({Text(folder)})\n");
        text.Append(CultureInfo.InvariantCulture, $"  devices: [{(request.Device == Kernels.Devices.DeviceKind.Cpu ? "" : request.Device.ToString().ToLowerInvariant() + ", ")}cpu]\n  price: free\n");
        text.Append(CultureInfo.InvariantCulture, $"  context: {context}tok\n  max_output: {Math.Min(AnswerTokensMax, Math.Max(1, context / 2))}tok\n");
        if (speculates is not null)
            text.Append(CultureInfo.InvariantCulture, $"  speculate with {speculates} {{\n    lookahead: 2..8\n  }}\n");
        text.Append("}\n\n");
    }

    private static string End(StringBuilder text, string name) =>
        text.Append(CultureInfo.InvariantCulture, $"policy Local {{\n  route {{\n    otherwise use {name}\n  }}\n}}\n").ToString();

    private static string Text(string value) => "\"" + value.Replace('\\', '/').Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";

    /// <summary>A name that no keyword can be: the folder's letters and digits with a word before them.</summary>
    private static string Identifier(ModelFacts model)
    {
        var letters = Path.GetFileName(Stem(model)).ToLowerInvariant().Select(static c => char.IsAsciiLetterOrDigit(c) ? c : '_');
        return "local_" + string.Concat(letters).Trim('_');
    }
}
