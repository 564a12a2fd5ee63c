using System.CommandLine;
using OptPolicy.Compression.Checkpoints;
using OptPolicy.Compression.Training;
using OptPolicy.Kernels.Tokenization;

namespace OptPolicy.Compression.Tool.Commands;

/// <summary><c>evaluate</c>: perplexity on the held-out part of the data.</summary>
internal static class EvaluateCommand
{
    private const int Rows = 8;

    public static Command Create()
    {
        var folder = new Argument<string>("model") { Description = "A model folder in Hugging Face's layout, with its tokenizer." };
        var length = new Option<int>("--length") { Description = "Tokens of a sequence.", DefaultValueFactory = _ => 512 };
        var data = new DataOptions();
        var command = new Command("evaluate", "Perplexity and token accuracy on held-out text.") { folder, length };
        data.AddTo(command);
        command.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(folder);
            using var model = ModelFolder.Load(path);
            var (_, heldOut) = data.Read(parsed, TokenizerFile.Load(path));
            var result = new Evaluator(heldOut, Rows, parsed.GetRequiredValue(length)).Evaluate(model);
            Console.WriteLine($"{path}: perplexity {result.Perplexity:F3}, token accuracy {result.TokenAccuracy:P2}, {result.Tokens:N0} tokens");
        });
        return command;
    }
}
