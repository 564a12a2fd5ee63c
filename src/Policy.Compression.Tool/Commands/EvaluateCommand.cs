using System.CommandLine;
using OptPolicy.Compression.Checkpoints;
using OptPolicy.Compression.Data;
using OptPolicy.Compression.Models;
using OptPolicy.Compression.Training;
using OptPolicy.Kernels.Tokenization;

namespace OptPolicy.Compression.Tool.Commands;

/// <summary><c>evaluate</c>: perplexity on held-out text, or the answers to held-out questions.</summary>
internal static class EvaluateCommand
{
    private const int Rows = 8;

    public static Command Create()
    {
        var folder = new Argument<string>("model") { Description = "A model folder in Hugging Face's layout, with its tokenizer." };
        var length = new Option<int>("--length") { Description = "Tokens of a sequence of text.", DefaultValueFactory = _ => 512 };
        var texts = new Option<string[]>("--held-out") { Description = "Plain text files: perplexity and token accuracy.", AllowMultipleArgumentsPerToken = true };
        var calls = new Option<string?>("--exact-calls") { Description = "Conversations whose answers are written greedily: tool calls that are wholly right, tools, arguments." };
        var unseen = new Option<string[]>("--unseen-in") { Description = "Leaves out questions that these conversations have word for word.", AllowMultipleArgumentsPerToken = true };
        var command = new Command("evaluate", "Perplexity on held-out text, or exact tool calls on held-out chats.") { folder, length, texts, calls, unseen };
        command.Validators.Add(result =>
        {
            if (result.GetValue(texts) is not { Length: > 0 } && result.GetValue(calls) is null)
                result.AddError("say what to measure on: --held-out TEXT or --exact-calls CHATS");
        });
        command.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(folder);
            using var model = ModelFolder.Load(path);
            var tokenizer = TokenizerFile.Load(path);
            if (parsed.GetValue(texts) is { Length: > 0 } files)
                Perplexity(path, model, new Corpus(tokenizer).Read(files, [], seed: 0), parsed.GetRequiredValue(length));
            if (parsed.GetValue(calls) is { } chats)
                Calls(path, model, tokenizer, Unseen(ConversationFile.Read(chats), parsed.GetValue(unseen) ?? []));
        });
        return command;
    }

    private static void Perplexity(string path, LlamaModel model, TokenStream heldOut, int length)
    {
        var result = new Evaluator(heldOut, Rows, length).Evaluate(model);
        Console.WriteLine($"{path}: perplexity {result.Perplexity:F3}, token accuracy {result.TokenAccuracy:P2}, {result.Tokens:N0} tokens");
    }

    private static void Calls(string path, LlamaModel model, Tokenizer tokenizer, IReadOnlyList<Conversation> chats)
    {
        var score = ToolCallScore.Of(chats.Select(c => c.Messages[^1].Content), new GreedyAnswers(model, tokenizer).Write(chats));
        var (low, high) = score.ExactInterval;
        Console.WriteLine(
            $"{path}: {score.Exact:P2} of {score.Answers:N0} answers exact (95 % interval {low:P1} to {high:P1}), right tool {score.RightTool:P2}, argument F1 {score.ArgumentF1:P2}");
    }

    private static IReadOnlyList<Conversation> Unseen(IReadOnlyList<Conversation> chats, string[] seenIn)
    {
        var seen = seenIn.SelectMany(ConversationFile.Read).Select(Question).ToHashSet(StringComparer.Ordinal);
        return [.. chats.Where(chat => !seen.Contains(Question(chat)))];
        static string Question(Conversation chat) => chat.Messages[^2].Content;
    }
}
