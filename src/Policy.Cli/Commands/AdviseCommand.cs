using System.CommandLine;
using System.Globalization;
using OptPolicy.Cli.Advising;
using OptPolicy.Cli.LocalModels;
using OptPolicy.Cli.Output;
using OptPolicy.Cli.Sources;
using OptPolicy.Compression.Pipeline.Advice;
using OptPolicy.Kernels.Devices;
using OptPolicy.Language.Semantics;
using OptPolicy.Workloads.Tasks;

namespace OptPolicy.Cli.Commands;

/// <summary><c>optpolicy advise</c>: which techniques suit a model, in which order, and why.</summary>
internal sealed class AdviseCommand
{
    private readonly Argument<string> _model = new("model") { Description = "A checkpoint or model folder, an .onnx or a .gguf file." };
    private readonly Option<string?> _data = new("--data") { Description = "Examples to train or calibrate on: texts or conversations.", HelpName = "FILE" };
    private readonly Option<string?> _tasks = new("--tasks") { Description = "Tasks that decide whether a smaller model is good enough (see evaluate).", HelpName = "FILE" };
    private readonly Option<string> _target = Word("--target", "Where the model will run.", "cloud", "edge", "iot");
    private readonly Option<string> _budget = Word("--budget", "How long training may take here.", "none", "hours", "days");
    private readonly Option<string> _device = Word("--device", "What will run it.", "cpu", "cuda", "directml", "npu");
    private readonly Option<int> _batch = new("--batch") { Description = "Requests at once.", DefaultValueFactory = static _ => 1, HelpName = "N" };
    private readonly Option<string?> _size = new("--max-size") { Description = "Most that the weights may take, for example 20MiB; 2GiB for edge and 128MiB for iot when not given.", HelpName = "SIZE" };
    private readonly Option<string?> _solved = new("--solved") { Description = "The share of the tasks that the model solves now, as evaluate measures it, for example 66%.", HelpName = "SHARE" };
    private readonly Option<string?> _draft = new("--draft") { Description = "A smaller model that could draft.", HelpName = "MODEL" };
    private readonly Option<string?> _write = new("--write") { Description = "Write the policy of the first thing to do to a file.", HelpName = "FILE" };
    private readonly Option<OutputFormat> _format = CommonOptions.Format(OutputFormat.Text, OutputFormat.Json);

    public static Command Create(CliEnvironment environment)
    {
        var options = new AdviseCommand();
        options.Validate();
        var command = new Command("advise", "Says which of speculation, quantisation, pruning with distillation and quantised training suit a model, in which order, and why.") { options._model };
        foreach (var option in (Option[])[options._data, options._tasks, options._target, options._budget, options._device, options._batch, options._size, options._solved, options._draft, options._write, options._format])
        {
            command.Add(option);
        }

        command.SetAction((parsed, _) => LocalModelCommand.RunAsync(environment, () => Task.FromResult(options.Run(environment, parsed))));
        return command;
    }

    private int Run(CliEnvironment environment, ParseResult parsed)
    {
        try
        {
            var advice = CompressionAdviser.Advise(Request(environment, parsed));
            if (parsed.GetValue(_format) == OutputFormat.Json)
            {
                AdviceJson.Write(environment, advice);
            }
            else
            {
                AdviceText.Write(environment, advice);
            }

            return parsed.GetValue(_write) is { } file ? Write(environment, advice, file) : ExitCode.Ok;
        }
        catch (WorkloadException error)
        {
            return LocalModelCommand.Fail(environment, error.Message);
        }
    }

    private AdviceRequest Request(CliEnvironment environment, ParseResult parsed)
    {
        var (data, tasks) = (parsed.GetValue(_data), parsed.GetValue(_tasks));
        var examples = data is null ? null : environment.Resolve(data);
        return new AdviceRequest(Facts(parsed.GetValue(_model)!))
        {
            Target = Enum.Parse<CompressionTarget>(parsed.GetValue(_target)!, ignoreCase: true),
            Budget = Enum.Parse<TrainingBudget>(parsed.GetValue(_budget)!, ignoreCase: true),
            Device = Enum.Parse<DeviceKind>(parsed.GetValue(_device)!, ignoreCase: true),
            Batch = parsed.GetValue(_batch),
            SizeMax = parsed.GetValue(_size) is { } size ? ByteSize.Parse(size) : null,
            Solved = parsed.GetValue(_solved) is { } solved ? Share(solved) : null,
            Data = examples is null ? null : AdviceInputs.ReadExamples(examples, data!),
            Tasks = tasks is null ? null : AdviceInputs.ReadTasks(environment.Resolve(tasks), tasks, examples),
            Draft = parsed.GetValue(_draft) is { } draft ? Facts(draft) : null,
            Machine = AdviceInputs.ReadMachine(),
        };

        ModelFacts Facts(string name) => ModelFactsReader.Read(environment.Resolve(name), name);
    }

    private static int Write(CliEnvironment environment, CompressionAdvice advice, string file)
    {
        var path = environment.Resolve(file);
        if (advice.Recommendations.FirstOrDefault(static one => one is { Verdict: AdviceVerdict.Do, Policy: not null, Technique: not Technique.Speculate }) is not { Policy: { } policy })
        {
            return LocalModelCommand.Fail(environment, "there is no policy to write: what is advised needs none");
        }

        if (File.Exists(path) || Directory.Exists(path))
        {
            return LocalModelCommand.Fail(environment, $"'{environment.Display(path)}' is already there; choose another name");
        }

        if (AtomicFile.TryWrite(path, policy) is { } problem)
        {
            return LocalModelCommand.Fail(environment, $"cannot write '{environment.Display(path)}': {problem}");
        }

        environment.Error.WriteLine($"wrote {environment.Display(path)}");
        return ExitCode.Ok;
    }

    private void Validate()
    {
        _batch.Validators.Add(static result =>
        {
            if (result.Tokens.Count > 0 && result.GetValueOrDefault<int>() is < 1 or > 100_000)
            {
                result.AddError("--batch takes a number from 1 on.");
            }
        });
        _size.Validators.Add(static result =>
        {
            if (result.Tokens is [var token] && ByteSize.Parse(token.Value) is null)
            {
                result.AddError($"--max-size takes a size such as 500KiB, 20MiB or 1.5GiB; not '{token.Value}'.");
            }
        });
        _solved.Validators.Add(static result =>
        {
            if (result.Tokens is [var token] && Share(token.Value) is null)
            {
                result.AddError($"--solved takes a share such as 66% or 0.66; not '{token.Value}'.");
            }
        });
    }

    private static double? Share(string text)
    {
        var isPercent = text.EndsWith('%');
        return double.TryParse(isPercent ? text.AsSpan(0, text.Length - 1) : text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && (isPercent ? number / 100 : number) is >= 0 and <= 1 and var share ? share : null;
    }

    private static Option<string> Word(string name, string description, params string[] words)
    {
        var option = new Option<string>(name) { Description = $"{description} {words[0]} when not given.", HelpName = string.Join('|', words), DefaultValueFactory = _ => words[0] };
        option.AcceptOnlyFromAmong(words);
        return option;
    }
}
