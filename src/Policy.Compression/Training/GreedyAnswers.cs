using OptPolicy.Compression.Data;
using OptPolicy.Compression.Models;
using OptPolicy.Kernels.Tokenization;
using TorchSharp;
using static TorchSharp.torch;

namespace OptPolicy.Compression.Training;

/// <summary>Writes the answers a model finds most likely, many at once. It reads every prompt anew for each token: for measuring short answers, not for serving.</summary>
/// <param name="model">The model.</param>
/// <param name="tokenizer">Its tokenizer.</param>
public sealed class GreedyAnswers(LlamaModel model, Tokenizer tokenizer)
{
    private const int RowsAtOnce = 128, AnswerTokensMax = 96;

    /// <summary>Answers in place of each chat's last message.</summary>
    public IReadOnlyList<string> Write(IReadOnlyList<Conversation> chats)
    {
        ArgumentNullException.ThrowIfNull(chats);
        using var noGradient = no_grad();
        var answers = new string[chats.Count];
        var prompts = chats.Select(Prompt).ToArray();
        foreach (var part in Enumerable.Range(0, chats.Count).OrderBy(i => prompts[i].Count).Chunk(RowsAtOnce))
        {
            var starts = part.Select(i => prompts[i].Count).ToArray();
            var open = part.ToHashSet();
            for (var written = 0; written < AnswerTokensMax && open.Count > 0; written++)
            {
                int[] rows = [.. part.Where(open.Contains)];
                foreach (var (row, token) in rows.Zip(Next([.. rows.Select(i => prompts[i])])))
                {
                    if (model.Config.EndTokens.Contains(token) || prompts[row].Count + 1 >= model.Config.Shape.ContextTokens)
                        open.Remove(row);
                    else
                        prompts[row].Add(token);
                }
            }

            for (var i = 0; i < part.Length; i++)
                answers[part[i]] = tokenizer.Decode([.. prompts[part[i]].Skip(starts[i])]);
        }

        return answers;
    }

    private List<int> Prompt(Conversation chat) =>
        [.. tokenizer.Encode(new Conversation([.. chat.Messages.SkipLast(1)]).ToChatMarkup() + "<|im_start|>assistant\n")];

    private int[] Next(List<int>[] rows)
    {
        using var scope = NewDisposeScope();
        var length = rows.Max(row => row.Count);
        var tokens = new long[rows.Length * length];
        for (var row = 0; row < rows.Length; row++)
        {
            for (var i = 0; i < rows[row].Count; i++)
                tokens[row * length + i] = rows[row][i];
        }

        var last = tensor(rows.Select((row, i) => (long)i * length + row.Count - 1).ToArray()).to(model.Device);
        return [.. model.LogitsAt(tensor(tokens, [rows.Length, length]).to(model.Device), last).argmax(-1).cpu().data<long>().ToArray().Select(token => (int)token)];
    }
}
