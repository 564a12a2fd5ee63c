using Microsoft.Extensions.AI;
using OptPolicy.Kernels;
using OptPolicy.Kernels.Templates;
using OptPolicy.Workloads.Tasks;

namespace OptPolicy.Compression.Pipeline.Measuring;

/// <summary>Tasks and running text as what a model is asked to predict.</summary>
public static class ForcedTexts
{
    private const int WindowTokensMax = 256;
    private const int WindowsMax = 200;

    /// <summary>The right answer of a task after its question, as the model's template writes both; <see langword="null"/> when the context is too short for it.</summary>
    public static ForcedText? Of(LocalModel model, ChatTemplate template, WorkloadTask task, string answer)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(template);
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(answer);
        var question = template.Render([.. task.Messages.Select(static m => new TemplateMessage(m.Role.Value, m.Text))]);
        var prompt = model.Tokenizer.Encode(question);
        var whole = model.Tokenizer.Encode(question + answer);

        // Where the answer's first letters would join the prompt's last token, the model never sees the joined one.
        int[] tokens = whole.AsSpan().StartsWith(prompt) ? whole : [.. prompt, .. model.Tokenizer.Encode(answer)];
        if (model.Spec.EndTokens is [var end, ..])
            tokens = [.. tokens, end];
        return tokens.Length <= model.ContextTokens && tokens.Length > prompt.Length ? new ForcedText(tokens, prompt.Length) : null;
    }

    /// <summary>Windows of running text, spread over all of it.</summary>
    public static IReadOnlyList<ForcedText> OfText(LocalModel model, string text)
    {
        ArgumentNullException.ThrowIfNull(model);
        var tokens = model.Tokenizer.Encode(text);
        var length = Math.Min(WindowTokensMax, model.ContextTokens);
        var count = tokens.Length / length;
        var step = Math.Max(1, (count + WindowsMax - 1) / WindowsMax);
        return [.. Enumerable.Range(0, count).Where(i => i % step == 0).Select(i => new ForcedText(tokens[(i * length)..((i + 1) * length)], 1))];
    }
}
