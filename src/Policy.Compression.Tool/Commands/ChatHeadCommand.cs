using System.CommandLine;
using OptPolicy.Compression.Checkpoints;
using OptPolicy.Compression.Data;
using OptPolicy.Compression.Models;
using OptPolicy.Compression.Native;
using OptPolicy.Compression.Training;
using OptPolicy.Kernels.Tokenization;

namespace OptPolicy.Compression.Tool.Commands;

/// <summary><c>chat-head</c>: an EAGLE-3 draft head for a model that answers short questions.</summary>
internal sealed class ChatHeadCommand
{
    private readonly Argument<string> _output = new("output") { Description = "The head's folder. A run that was stopped there goes on." };
    private readonly Option<string> _target = new("--target") { Description = "The folder of the model it drafts for, with its tokenizer.", Required = true };
    private readonly Option<int> _draftTokens = new("--draft-tokens") { Description = "Tokens of a draft in training.", DefaultValueFactory = _ => 3 };
    private readonly Option<MatrixPrecision> _precision = new("--precision") { Description = "What matrices are multiplied in.", DefaultValueFactory = _ => MatrixPrecision.BFloat16 };
    private readonly Option<string> _device = new("--device") { Description = "cpu, cuda or auto.", DefaultValueFactory = _ => "auto" };
    private readonly ChatOptions _data = new();
    private readonly ScheduleOptions _schedule = new();

    public static Command Create()
    {
        var options = new ChatHeadCommand();
        var command = new Command("chat-head", "Trains a draft head (EAGLE-3) on conversations, each in a row of its own.")
        {
            options._output, options._target, options._draftTokens, options._precision, options._device,
        };
        options._data.AddTo(command);
        options._schedule.AddTo(command);
        command.SetAction((parsed, cancellation) => Task.FromResult(options.Run(parsed, cancellation)));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        var (output, folder) = (parsed.GetRequiredValue(_output), parsed.GetRequiredValue(_target));
        var tokenizer = TokenizerFile.Load(folder);
        var markup = ChatMarkup.Of(folder);
        var options = _schedule.Read(parsed);
        var corpus = _data.ReadTraining(parsed, tokenizer, markup, options.Length, options.Seed);
        var answers = new ConversationRows(tokenizer, promptWeight: 0, int.MaxValue, markup);
        TrainingRow[] heldOut = [.. _data.ReadHeldOut(parsed).Select(answers.Row)];
        var device = LibTorch.Device(parsed.GetRequiredValue(_device));
        var precision = parsed.GetRequiredValue(_precision);
        using var target = ModelFolder.Load(folder, precision).Freeze().MoveTo(device);
        using var head = new EagleHead(target, (long)options.Seed, precision).MoveTo(device);
        var course = new RowHeadCourse(new EagleObjective(head, target, parsed.GetRequiredValue(_draftTokens)), new RowPlan(corpus.RowsOf, options.Rows, options.Seed), corpus.Hash);
        if (!new TrainingRun(output, new Trainer(course, () => course.Evaluate(heldOut).FirstToken, options, output, TimeProvider.System)).Finish(cancellation))
            return 1;

        ModelFolder.SaveHead(head, target.Config, output);
        var result = course.Evaluate(heldOut);
        Console.WriteLine($"{output}: first token as the model's {result.FirstToken.TokenAccuracy:P1}, {result.AcceptedTokens:F2} of {result.DraftTokens} drafted tokens accepted in held-out answers");
        return 0;
    }
}
