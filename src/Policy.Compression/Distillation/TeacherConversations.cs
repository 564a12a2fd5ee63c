using OptPolicy.Compression.Data;
using OptPolicy.Compression.Models;
using OptPolicy.Compression.Training;
using OptPolicy.Kernels.Tokenization;

namespace OptPolicy.Compression.Distillation;

/// <summary>Training data that a teacher writes itself (sequence-level distillation, Kim and Rush 2016, arXiv:1606.07947). Answers that a limit cut are left out.</summary>
public static class TeacherConversations
{
    /// <summary>The teacher's own answers in place of those of some chats.</summary>
    /// <returns>The chats, in their order, whose answer the teacher ended.</returns>
    /// <exception cref="TrainingException">The sampling draws nothing.</exception>
    public static IReadOnlyList<Conversation> Answer(LlamaModel teacher, Tokenizer tokenizer, IReadOnlyList<Conversation> chats, TokenSampling sampling, ChatMarkup? markup = null)
    {
        ArgumentNullException.ThrowIfNull(chats);
        ArgumentNullException.ThrowIfNull(sampling);
        if (sampling.Problem is { } problem)
            throw new TrainingException(problem);
        var answers = new WrittenAnswers(teacher, tokenizer, markup, sampling).Write(chats);
        return [.. chats.Zip(answers).Where(pair => pair.Second.IsWhole).Select(pair => new Conversation([.. pair.First.Messages.SkipLast(1), new("assistant", pair.Second.Text)]))];
    }

    /// <summary>Chats of which the teacher writes the questions too, as it would go on after a user's mark (Magpie, Xu et al. 2024, arXiv:2406.08464, §2).</summary>
    /// <param name="teacher">A model that has learned to predict what users say.</param>
    /// <param name="tokenizer">Its tokenizer.</param>
    /// <param name="count">Questions that are drawn; empty, cut and repeated ones are left out.</param>
    /// <param name="sampling">How.</param>
    /// <param name="markup">How the teacher wants chats spelled; <see langword="null"/> for plain ChatML.</param>
    /// <exception cref="TrainingException">The sampling draws nothing.</exception>
    public static IReadOnlyList<Conversation> Invent(LlamaModel teacher, Tokenizer tokenizer, int count, TokenSampling sampling, ChatMarkup? markup = null)
    {
        ArgumentNullException.ThrowIfNull(sampling);
        if (sampling.Problem is { } problem)
            throw new TrainingException(problem);
        var questions = new WrittenAnswers(teacher, tokenizer, markup, sampling).Continue([.. Enumerable.Repeat("<|im_start|>user\n", count)]);
        Conversation[] asked =
        [
            .. questions.Where(q => q.IsWhole && !string.IsNullOrWhiteSpace(q.Text)).Select(q => (markup ?? ChatMarkup.Plain).Question(q.Text)).Distinct(StringComparer.Ordinal)
                .Select(text => new Conversation([new("user", text), new("assistant", "")])),
        ];
        return Answer(teacher, tokenizer, asked, sampling, markup);
    }
}
