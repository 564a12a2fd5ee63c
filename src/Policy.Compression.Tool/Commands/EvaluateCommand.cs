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

    private static readonly double[] Confidences = [0.9, 0.95, 0.97, 0.98, 0.99, 0.995];

    public static Command Create()
    {
        var folder = new Argument<string>("model") { Description = "A model folder in Hugging Face's layout, with its tokenizer; for --exact-calls also a converted one." };
        var length = new Option<int>("--length") { Description = "Tokens of a sequence of text.", DefaultValueFactory = _ => 512 };
        var texts = new Option<string[]>("--held-out") { Description = "Plain text files: perplexity and token accuracy.", AllowMultipleArgumentsPerToken = true };
        var calls = new Option<string?>("--exact-calls") { Description = "Conversations whose answers are written greedily: tool calls that are wholly right, tools, arguments." };
        var unseen = new Option<string[]>("--unseen-in") { Description = "Leaves out questions that these conversations have word for word.", AllowMultipleArgumentsPerToken = true };
        var offers = new Option<bool>("--offer-tools") { Description = "Offers a converted model the tools that the chats call, as a program would." };
        var first = new Option<int>("--first") { Description = "Measures on this many of the chats, from all over the file; 0 for all." };
        var output = new Option<string?>("--answers") { Description = "Writes the model's answers as conversations, to look at or to learn from." };
        var command = new Command("evaluate", "Perplexity on held-out text, or exact tool calls on held-out chats.") { folder, length, texts, calls, unseen, offers, first, output };
        command.Validators.Add(result =>
        {
            if (result.GetValue(texts) is not { Length: > 0 } && result.GetValue(calls) is null)
                result.AddError("say what to measure on: --held-out TEXT or --exact-calls CHATS");
        });
        command.SetAction(async (parsed, cancellation) =>
        {
            var path = parsed.GetRequiredValue(folder);
            var chats = parsed.GetValue(calls) is { } file ? Some(Unseen(ConversationFile.Read(file), parsed.GetValue(unseen) ?? []), parsed.GetValue(first)) : [];
            if (File.Exists(Path.Combine(path, "optpolicy-model.json")))
            {
                var answers = await ServedAnswers.WriteAsync(path, chats, parsed.GetValue(offers) ? Tools(chats) : [], cancellation);
                Report(path, chats, [.. answers.Select(static a => a.Text)], parsed.GetValue(output));
                foreach (var least in Confidences)
                    ReportServed(chats, answers, least);
                return;
            }

            using var model = ModelFolder.Load(path);
            var tokenizer = TokenizerFile.Load(path);
            if (parsed.GetValue(texts) is { Length: > 0 } files)
                Perplexity(path, model, new Corpus(tokenizer).Read(files, [], seed: 0), parsed.GetRequiredValue(length));
            if (chats.Count > 0)
                Report(path, chats, [.. new WrittenAnswers(model, tokenizer, ChatMarkup.Of(path)).Write(chats).Select(a => a.Text)], parsed.GetValue(output));
        });
        return command;
    }

    private static void Perplexity(string path, LlamaModel model, TokenStream heldOut, int length)
    {
        var result = new Evaluator(heldOut, Rows, length).Evaluate(model);
        Console.WriteLine($"{path}: perplexity {result.Perplexity:F3}, token accuracy {result.TokenAccuracy:P2}, {result.Tokens:N0} tokens");
    }

    private static void Report(string path, IReadOnlyList<Conversation> chats, IReadOnlyList<string> answers, string? output)
    {
        if (output is not null)
            ConversationFile.Write(output, chats.Zip(answers, (chat, answer) => new Conversation([.. chat.Messages.SkipLast(1), new("assistant", answer)])));
        var score = ToolCallScore.Of(chats.Select(c => c.Messages[^1].Content), answers);
        var (low, high) = score.ExactInterval;
        Console.WriteLine(
            $"{path}: {score.Exact:P2} of {score.Answers:N0} answers exact (95 % interval {low:P1} to {high:P1}), right tool {score.RightTool:P2}, argument F1 {score.ArgumentF1:P2}");
    }

    /// <summary>What a cascade with <c>accept when confidence >= …</c> would serve of it.</summary>
    private static void ReportServed(IReadOnlyList<Conversation> chats, IReadOnlyList<(string Text, double Confidence)> answers, double least)
    {
        int[] served = [.. Enumerable.Range(0, answers.Count).Where(i => answers[i].Confidence >= least)];
        if (served.Length == 0)
            return;
        var score = ToolCallScore.Of(served.Select(i => chats[i].Messages[^1].Content), [.. served.Select(i => answers[i].Text)]);
        var (low, high) = score.ExactInterval;
        Console.WriteLine($"  confidence >= {least:P1}: {(double)served.Length / chats.Count:P1} of the questions, {score.Exact:P1} of these exact ({low:P1} to {high:P1})");
    }

    private static IReadOnlyList<Conversation> Unseen(IReadOnlyList<Conversation> chats, string[] seenIn)
    {
        var seen = seenIn.SelectMany(ConversationFile.Read).Select(Question).ToHashSet(StringComparer.Ordinal);
        return [.. chats.Where(chat => !seen.Contains(Question(chat)))];
        static string Question(Conversation chat) => chat.Messages[^2].Content;
    }

    private static IReadOnlyList<Conversation> Some(IReadOnlyList<Conversation> chats, int count) =>
        count == 0 || count >= chats.Count ? chats : [.. Enumerable.Range(0, count).Select(i => chats[(int)((long)i * chats.Count / count)])];

    private static IReadOnlyList<string> Tools(IEnumerable<Conversation> chats) =>
        [.. chats.Select(c => ToolCall.TryParse(c.Messages[^1].Content, out var call) ? call.Name : "").Where(name => name.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
