using System.Text.Json;
using OptPolicy.Kernels.Tokenization;

namespace OptPolicy.Evaluation.Decoding;

/// <summary>Prompts as tokens, short enough to leave room for an answer.</summary>
internal sealed class DecodingPrompts(Tokenizer tokenizer, int maxTokens)
{
    private const int RepeatedTokens = 96;

    /// <summary>Texts for a machine without data sets: they only need to differ.</summary>
    public static IReadOnlyList<string> BuiltIn { get; } =
        [.. Enumerable.Range(1, 24).Select(static i => $"Count from {i} to {i + 7}, then name {i % 5 + 2} rivers, the {i}th letter of the alphabet, and say why {i} is {(i % 2 == 0 ? "even" : "odd")}.")];

    /// <summary>First turns of Spec-Bench, spread over its categories; <see langword="null"/> when the file is not there.</summary>
    public static IReadOnlyList<string>? SpecBench(DirectoryInfo? data)
    {
        var path = data is null ? null : Path.Combine(data.FullName, "decoding", "spec_bench.jsonl");
        if (path is null || !File.Exists(path))
            return null;
        var questions = File.ReadLines(path).Select(static line => JsonDocument.Parse(line).RootElement)
            .Select(static q => (Category: q.GetProperty("category").GetString()!, Text: q.GetProperty("turns")[0].GetString()!));
        var byCategory = questions.GroupBy(static q => q.Category).Select(static g => new Queue<string>(g.Select(static q => q.Text))).ToList();
        var texts = new List<string>();
        while (byCategory.Any(static q => q.Count > 0))
        {
            foreach (var queue in byCategory)
            {
                if (queue.TryDequeue(out var text))
                    texts.Add(text);
            }
        }

        return texts;
    }

    /// <summary>What users of voice assistants say, from all over the file, for models that answer it with tool calls; <see langword="null"/> when the file is not there.</summary>
    public static IReadOnlyList<string>? ToolCalls(DirectoryInfo? data, int count)
    {
        var path = data is null ? null : Path.Combine(data.FullName, "tool-calls", "snips", "dev.seq.in");
        if (path is null || !File.Exists(path))
            return null;
        var lines = File.ReadAllLines(path);
        return [.. Enumerable.Range(0, Math.Min(count, lines.Length)).Select(i => lines[(long)i * lines.Length / Math.Min(count, lines.Length)].Trim())];
    }

    /// <summary>A request in the model's chat format if it has one.</summary>
    public int[] Ask(string text) => Chat(tokenizer.Encode(text));

    /// <summary>A request whose answer repeats the request.</summary>
    public int[] AskToRepeat(string text)
    {
        var repeated = tokenizer.Encode(text);
        int[] request = [.. tokenizer.Encode("Repeat this text word for word:\n"), .. repeated[..Math.Min(repeated.Length, RepeatedTokens)]];
        return Chat(request);
    }

    private int[] Chat(int[] request)
    {
        var isChat = tokenizer.Find("<|im_start|>") is not null;
        var before = isChat ? tokenizer.Encode("<|im_start|>user\n") : [];
        var after = isChat ? tokenizer.Encode("<|im_end|>\n<|im_start|>assistant\n") : [];
        var room = Math.Max(1, maxTokens - before.Length - after.Length);
        return [.. before, .. request.Length > room ? request[..room] : request, .. after];
    }
}
