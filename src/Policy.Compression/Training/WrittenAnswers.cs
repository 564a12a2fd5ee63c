using OptPolicy.Compression.Data;
using OptPolicy.Compression.Models;
using OptPolicy.Kernels.Tokenization;
using TorchSharp;
using static TorchSharp.torch;

namespace OptPolicy.Compression.Training;

/// <summary>Writes what a model says, many texts at once. It reads every text anew for each token: for measuring and for short training data, not for serving.</summary>
/// <param name="model">The model.</param>
/// <param name="tokenizer">Its tokenizer.</param>
/// <param name="markup">How the model wants chats spelled; <see langword="null"/> for plain ChatML.</param>
/// <param name="sampling">How tokens are drawn; <see langword="null"/> takes the most likely one.</param>
public sealed class WrittenAnswers(LlamaModel model, Tokenizer tokenizer, ChatMarkup? markup = null, TokenSampling? sampling = null)
{
    private const int RowsAtOnce = 128, AnswerTokensMax = 96;
    private readonly HashSet<int> _ends = [.. model.Config.EndTokens, .. tokenizer.Find("<|im_end|>") is { } end ? [end] : (int[])[]];

    /// <summary>Answers in place of each chat's last message.</summary>
    public IReadOnlyList<WrittenAnswer> Write(IReadOnlyList<Conversation> chats)
    {
        ArgumentNullException.ThrowIfNull(chats);
        return Continue([.. chats.Select(chat => (markup ?? ChatMarkup.Plain).Text(new Conversation([.. chat.Messages.SkipLast(1)])) + "<|im_start|>assistant\n")]);
    }

    /// <summary>What follows each text up to the end of the message; nothing behind a text that fills the context.</summary>
    /// <param name="starts">Texts with ChatML's marks.</param>
    public IReadOnlyList<WrittenAnswer> Continue(IReadOnlyList<string> starts)
    {
        ArgumentNullException.ThrowIfNull(starts);
        using var noGradient = no_grad();
        var answers = new WrittenAnswer[starts.Count];
        var texts = starts.Select(start => (List<int>)[.. tokenizer.Encode(start)]).ToArray();
        foreach (var part in Enumerable.Range(0, starts.Count).OrderBy(i => texts[i].Count).Chunk(RowsAtOnce))
        {
            var lengths = part.ToDictionary(i => i, i => texts[i].Count);
            var (open, whole) = (part.Where(i => texts[i].Count < model.Config.Shape.ContextTokens).ToHashSet(), new HashSet<int>());
            for (var written = 0; written < AnswerTokensMax && open.Count > 0; written++)
            {
                int[] rows = [.. part.Where(open.Contains)];
                foreach (var (row, token) in rows.Zip(Next(rows, [.. rows.Select(i => texts[i])])))
                {
                    if (_ends.Contains(token))
                        whole.Add(row);
                    if (_ends.Contains(token) || texts[row].Count + 1 >= model.Config.Shape.ContextTokens)
                        open.Remove(row);
                    else
                        texts[row].Add(token);
                }
            }

            foreach (var row in part)
                answers[row] = new WrittenAnswer(tokenizer.Decode([.. texts[row].Skip(lengths[row])]), whole.Contains(row));
        }

        return answers;
    }

    private int[] Next(int[] rows, List<int>[] texts)
    {
        using var scope = NewDisposeScope();
        var length = texts.Max(text => text.Count);
        var tokens = new long[texts.Length * length];
        for (var row = 0; row < texts.Length; row++)
        {
            for (var i = 0; i < texts[row].Count; i++)
                tokens[row * length + i] = texts[row][i];
        }

        var last = tensor(texts.Select((text, i) => (long)i * length + text.Count - 1).ToArray()).to(model.Device);
        var logits = model.LogitsAt(tensor(tokens, [texts.Length, length]).to(model.Device), last);
        if (sampling is null)
            return [.. logits.argmax(-1).cpu().data<long>().ToArray().Select(token => (int)token)];

        var (values, size) = (logits.cpu().data<float>().ToArray(), model.Config.Shape.VocabularySize);
        return [.. rows.Select((row, i) => sampling.Draw(values.AsSpan(i * size, size), row, texts[i].Count))];
    }
}
