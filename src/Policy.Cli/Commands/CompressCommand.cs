using System.CommandLine;
using OptPolicy.Cli.Compressing;
using OptPolicy.Cli.LocalModels;
using OptPolicy.Cli.Output;
using OptPolicy.Compression.Pipeline;
using OptPolicy.Compression.Pipeline.Judging;
using OptPolicy.Compression.Pipeline.Planning;
using OptPolicy.Compression.Pipeline.Running;
using OptPolicy.Language.Semantics;

namespace OptPolicy.Cli.Commands;

/// <summary><c>optpolicy compress</c>: runs a declared compression, and ships what passes its gates.</summary>
internal sealed class CompressCommand
{
    private const int OrderSeedsDefault = 3;

    private static readonly string DefaultWork = Path.Combine(".optpolicy", "compression");

    private readonly Argument<string> _file = CommonOptions.File();
    private readonly Option<string?> _model = new("--model") { Description = "The model to make, when the file declares several.", HelpName = "NAME" };
    private readonly Option<string> _out = new("--out", "-o") { Description = "The folder that appears when every gate has passed.", Required = true, HelpName = "DIR" };
    private readonly Option<string> _work = new("--work") { Description = "Where the results of stages are kept for the next run.", DefaultValueFactory = static _ => DefaultWork, HelpName = "DIR" };
    private readonly Option<ulong?> _seed = new("--seed") { Description = "Decides every random choice; default: the block's seed, else 1." };
    private readonly Option<int?> _steps = new("--steps") { Description = "Steps of every training stage, instead of passes over the data.", HelpName = "N" };
    private readonly Option<int> _threads = new("--threads") { Description = "Threads of training and measuring. More than one pays only where nothing else runs.", DefaultValueFactory = static _ => 1 };
    private readonly Option<bool> _orders = new("--compare-orders") { Description = "Also runs every order of pruning, distillation and quantisation, and compares them." };
    private readonly Option<int> _orderSeeds = new("--seeds") { Description = "Seeds of the comparison.", DefaultValueFactory = static _ => OrderSeedsDefault };
    private readonly Option<bool> _emulate = new("--emulate") { Description = "Allow formats that the CPU has no kernel for; their numbers are computed exactly in another." };
    private readonly Option<OutputFormat> _format = CommonOptions.Format(OutputFormat.Text, OutputFormat.Json);

    public static Command Create(CliEnvironment environment)
    {
        var options = new CompressCommand();
        var command = new Command("compress", "Makes the model that a compress block declares: runs its steps, measures, climbs its ladder, and ships what passes every gate.") { options._file };
        foreach (var option in (Option[])[options._model, options._out, options._work, options._seed, options._steps, options._threads, options._orders, options._orderSeeds, options._emulate, options._format])
        {
            command.Add(option);
        }

        AtLeastOne(options._threads);
        AtLeastOne(options._orderSeeds);
        command.SetAction((parsed, cancellation) => LocalModelCommand.RunAsync(environment, () => options.RunAsync(environment, parsed, cancellation)));
        return command;
    }

    private async Task<int> RunAsync(CliEnvironment environment, ParseResult parsed, CancellationToken cancellation)
    {
        var (declared, code) = Declared.Read(environment, parsed.GetRequiredValue(_file), parsed.GetValue(_model));
        if (declared is null)
        {
            return code;
        }

        var (plan, problems) = StagePlanner.Plan(declared.Declaration, Options(environment, parsed, declared));
        if (plan is null)
        {
            return Refuse(environment, problems);
        }

        var worker = StageTool.Find(environment);
        if (worker is null && Trains(plan))
        {
            return LocalModelCommand.Fail(environment, StageTool.HowToBuild);
        }

        var lines = new StageLines(environment);
        try
        {
            var tools = new PipelineTools(worker ?? new StageTool.Absent(), new ModelPacker(), new ModelJudge(environment.Clock));
            var outcome = await new CompressionRunner(tools, lines, environment.Clock).RunAsync(plan, cancellation);
            lines.End();
            return Tell(environment, outcome, parsed.GetValue(_format));
        }
        catch (PipelineException error)
        {
            lines.End();
            return LocalModelCommand.Fail(environment, error.Message);
        }
    }

    private PipelineOptions Options(CliEnvironment environment, ParseResult parsed, Declared declared) => new()
    {
        Output = environment.Resolve(parsed.GetRequiredValue(_out)),
        Work = environment.Resolve(parsed.GetRequiredValue(_work)),
        Find = name => declared.Find(environment, name),
        Seed = parsed.GetValue(_seed) ?? (ulong)(declared.Declaration.Seed ?? 1),
        TrainingSteps = parsed.GetValue(_steps),
        Threads = parsed.GetRequiredValue(_threads),
        OrderSeeds = parsed.GetValue(_orders) ? parsed.GetRequiredValue(_orderSeeds) : 0,
        AllowsEmulation = parsed.GetValue(_emulate),
    };

    private static int Tell(CliEnvironment environment, CompressionOutcome outcome, OutputFormat format)
    {
        if (outcome.Manifest is not { } manifest)
        {
            return Refuse(environment, outcome.Problems);
        }

        if (format == OutputFormat.Json)
        {
            environment.Out.WriteLine(manifest.ToJson());
        }
        else
        {
            OutcomeText.Write(environment, outcome, manifest);
        }

        return outcome.IsShipped ? ExitCode.Ok : ExitCode.Findings;
    }

    private static int Refuse(CliEnvironment environment, IReadOnlyList<PipelineProblem> problems)
    {
        foreach (var problem in problems)
        {
            environment.Error.WriteLine($"optpolicy: {problem}");
        }

        return ExitCode.Findings;
    }

    private static bool Trains(CompressionPlan plan) => plan.Training.Count > 0 || plan.Declaration.Ladder.Any(static r => r is RecoveryKind.Qat or RecoveryKind.Qad);

    private static void AtLeastOne(Option<int> option) => option.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<int>() < 1)
        {
            result.AddError($"{option.Name} takes a number from 1 on.");
        }
    });
}
