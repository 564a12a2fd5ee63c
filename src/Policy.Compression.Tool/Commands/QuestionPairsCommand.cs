using System.CommandLine;
using OptPolicy.Compression.Data.Questions;
using OptPolicy.Compression.Data.Texts;

namespace OptPolicy.Compression.Tool.Commands;

/// <summary><c>question-pairs</c>: pairs of questions that ask the same or only look alike, made from templates and from texts.</summary>
internal static class QuestionPairsCommand
{
    public static Command Create()
    {
        var output = new Argument<string>("output") { Description = "The file to write: JSON lines {\"text_a\", \"text_b\", \"label\", \"family\"}." };
        var count = new Option<int>("--count") { Description = "Pairs to make.", DefaultValueFactory = _ => 50_000 };
        var seed = new Option<ulong>("--seed") { Description = "Decides which.", DefaultValueFactory = _ => 1 };
        var corpus = new Option<string[]>("--corpus") { Description = "JSON lines {\"text\", \"label\"} of written texts to make pairs of, too.", AllowMultipleArgumentsPerToken = true };
        var plain = new Option<string[]>("--text") { Description = "JSON lines {\"text\"} of written texts without classes; with --words.", AllowMultipleArgumentsPerToken = true };
        var words = new Option<string[]>("--words") { Description = "JSON lines {\"word\", \"kind\", \"alike\", \"akin\", \"opposite\"} of words and their relations.", AllowMultipleArgumentsPerToken = true };
        var command = new Command("question-pairs", "Makes pairs of questions: the same in other words, or another by a negation, a number, a name, an order.") { output, count, seed, corpus, plain, words };
        command.SetAction(parsed =>
        {
            var texts = (parsed.GetValue(corpus) ?? []).SelectMany(LabelledText.Read).ToArray();
            var unlabelled = (parsed.GetValue(plain) ?? []).SelectMany(PlainText.Read).ToArray();
            var relations = (parsed.GetValue(words) ?? []).SelectMany(WordRelation.Read).ToArray();
            var pairs = QuestionPairs.Draw(parsed.GetRequiredValue(count), parsed.GetRequiredValue(seed), texts, unlabelled, relations);
            TextPair.Write(parsed.GetRequiredValue(output), pairs);
            Console.WriteLine($"{pairs.Count:N0} pairs in {parsed.GetRequiredValue(output)}, {(double)pairs.Count(p => p.Label == TextPair.Same) / pairs.Count:P0} of them the same");
        });
        return command;
    }
}
