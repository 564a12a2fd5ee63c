using System.CommandLine;
using OptPolicy.Compression.Data;
using OptPolicy.Compression.Native;
using OptPolicy.Compression.Tool.Commands;
using OptPolicy.Compression.Training;
using OptPolicy.Kernels.Models;

if (!LibTorch.TryLoad(out var problem))
{
    Console.Error.WriteLine($"optpolicy-train: {problem}");
    return 1;
}

var root = new RootCommand("Trains the small decoders and encoders that run in OptPolicy's local inference. Exit code: 0 done, 1 failed, 2 usage.")
{
    ModelCommand.Create(),
    ChatCommand.Create(),
    ChatHeadCommand.Create(),
    HeadCommand.Create(),
    EncoderCommand.Create(),
    ClassifierCommand.ForTexts(),
    ClassifierCommand.ForPairs(),
    EncoderTokenizerCommand.Create(),
    QuestionPairsCommand.Create(),
    TokenizerCommand.Create(),
    SplitCommand.Create(),
    ConversationsCommand.Create(),
    SynthesizeCommand.Create(),
    EvaluateCommand.Create(),
    StageCommand.Create(),
};
try
{
    var parsed = root.Parse(args);
    var code = await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
    return parsed.Errors.Count > 0 ? 2 : code;
}
catch (Exception error) when (error is TrainingDataException or TrainingException or LocalModelException or ArgumentException or IOException)
{
    Console.Error.WriteLine($"optpolicy-train: {error.Message}");
    return 1;
}
