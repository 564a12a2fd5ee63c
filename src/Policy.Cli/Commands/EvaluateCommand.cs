using System.CommandLine;
using OptPolicy.Cli.Evaluating;
using OptPolicy.Cli.LocalModels;
using OptPolicy.Cli.Output;
using OptPolicy.Workloads.Tasks;

namespace OptPolicy.Cli.Commands;

/// <summary><c>optpolicy evaluate</c>: what a local model gets right, alone or against its original.</summary>
internal static class EvaluateCommand
{
    public static Command Create(CliEnvironment environment)
    {
        var model = ModelArgument.Create();
        var tasks = new Option<string>("--tasks") { Description = "Tasks as JSON lines ({\"prompt\", \"expected\"}), conversations, or texts for perplexity.", HelpName = "FILE", Required = true };
        var against = new Option<string?>("--against") { Description = "The original: both are asked in turns and compared task by task.", HelpName = "MODEL" };
        var gates = new Option<string[]>("--gate") { Description = $"A bound that decides the exit code: {GateBound.Forms}.", HelpName = "GATE", AllowMultipleArgumentsPerToken = false, DefaultValueFactory = static _ => [] };
        gates.Validators.Add(static result =>
        {
            foreach (var token in result.Tokens.Where(static token => GateBound.Parse(token.Value) is null))
            {
                result.AddError($"--gate takes forms like {GateBound.Forms}; not '{token.Value}'.");
            }
        });
        var judge = new Option<string?>("--judge") { Description = "The model that judges tasks with the scorer 'judge'.", HelpName = "MODEL" };
        var embedder = new Option<string?>("--embedder") { Description = "The embedder of tasks with the scorer 'similarity'.", HelpName = "FOLDER" };
        var training = new Option<string?>("--training") { Description = "What the model was trained or calibrated on: tasks that are in it make the figures void.", HelpName = "FILE" };
        var outcomes = new Option<string?>("--outcomes") { Description = "A folder for the outcomes of every task; a run that was stopped goes on from them.", HelpName = "DIR" };
        var concurrency = Whole("--concurrency", "Tasks at once; with --against always 1, for the sake of the times.", 1, 64);
        var seed = Whole("--seed", "Sent with every request, and of bootstrap draws.", 1, int.MaxValue);
        var wrong = Whole("--wrong", "Show the first so many wrong answers.", 0, 10_000);
        var devices = ModelArgument.Devices();
        var format = CommonOptions.Format(OutputFormat.Text, OutputFormat.Json);
        var command = new Command("evaluate", "Measures what a local model gets right, alone or paired with its original.") { model, tasks, against, gates, judge, embedder, training, outcomes, concurrency, seed, wrong, devices, format };
        command.SetAction((parsed, cancellation) => LocalModelCommand.RunAsync(environment, async () =>
        {
            var device = ModelArgument.ReadDevices(parsed.GetValue(devices));
            List<string> problems = [];
            var chosen = Choose(parsed.GetValue(model))!;
            var original = Choose(parsed.GetValue(against));
            var judging = Choose(parsed.GetValue(judge));
            var bounds = parsed.GetValue(gates)!.Select(static text => GateBound.Parse(text)!).ToList();
            var path = environment.Resolve(parsed.GetValue(tasks)!);
            problems.AddRange(Check(bounds, parsed.GetValue(against) is not null, path));
            if (problems is [var problem, ..])
            {
                return LocalModelCommand.Fail(environment, problem);
            }

            return await RunAsync(
                environment,
                new EvaluationRequest(chosen, path)
                {
                    Against = original,
                    Judge = judging,
                    EmbedderFolder = parsed.GetValue(embedder) is { } folder ? environment.Resolve(folder) : null,
                    Gates = bounds,
                    OutcomeFolder = parsed.GetValue(outcomes) is { } kept ? environment.Resolve(kept) : null,
                    Concurrency = parsed.GetValue(concurrency),
                    Seed = parsed.GetValue(seed),
                },
                parsed.GetValue(training),
                evaluation => Write(environment, evaluation, parsed.GetValue(format), parsed.GetValue(wrong)),
                cancellation);

            ChosenModel? Choose(string? argument)
            {
                if (argument is null)
                {
                    return null;
                }

                var (found, missing) = ModelArgument.Find(environment, argument);
                if (missing is not null)
                {
                    problems.Add(missing);
                }

                return found?.On(device);
            }
        }));
        return command;
    }

    private static async Task<int> RunAsync(CliEnvironment environment, EvaluationRequest request, string? training, Action<Evaluation> write, CancellationToken cancellationToken)
    {
        try
        {
            if (training is not null && WorkloadOverlap.Find(environment.Resolve(training), request.Path) is [var first, ..] overlap)
            {
                return LocalModelCommand.Fail(environment, $"{environment.Display(request.Path)}:{first.Line}: the question is in {training}:{first.UsedLine} too, like {overlap.Count - 1} others: the figures would say nothing; take them out of one of the files");
            }

            var evaluation = await LiveStatus.RunAsync(environment, "starting", progress => ModelEvaluator.RunAsync(environment, request, progress, cancellationToken));
            write(evaluation);
            return evaluation.IsPassed ? ExitCode.Ok : ExitCode.Findings;
        }
        catch (WorkloadException error)
        {
            return LocalModelCommand.Fail(environment, error.Message);
        }
        catch (ArgumentException error) when (request.Against is not null)
        {
            // Two tokenizers: their perplexities do not compare.
            return LocalModelCommand.Fail(environment, $"'{request.Model.Name}' and '{request.Against.Name}' cannot be compared: {error.Message}");
        }
    }

    private static IEnumerable<string> Check(List<GateBound> gates, bool hasOriginal, string path)
    {
        var isText = TextSets.IsOne(path);
        foreach (var gate in gates)
        {
            if (gate.NeedsOriginal && !hasOriginal)
            {
                yield return $"the gate {gate.Metric} compares with the original: name it with --against";
            }
            else if (gate.Metric is not "size_ratio" && isText != (gate.Metric is "perplexity_rise"))
            {
                yield return isText ? $"the gate {gate.Metric} needs tasks, and the file has texts" : "the gate perplexity_rise needs texts ({\"text\": …} or .txt), and the file has tasks";
            }
        }
    }

    private static void Write(CliEnvironment environment, Evaluation evaluation, OutputFormat format, int wrongShown)
    {
        if (format == OutputFormat.Json)
        {
            EvaluationJson.Write(environment, evaluation);
        }
        else
        {
            EvaluationText.Write(environment, evaluation, wrongShown);
        }
    }

    private static Option<int> Whole(string name, string description, int standard, int most)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => standard };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && (result.GetValueOrDefault<int>() < standard || result.GetValueOrDefault<int>() > most))
            {
                result.AddError($"{name} takes a number from {standard} to {most}.");
            }
        });
        return option;
    }
}
