using System.Text.Json;
using OptPolicy;

namespace SupportDesk.Authoring;

/// <summary>Writes down what each model answers to every conversation of the day, with usage, latency and confidence that fit the text.</summary>
internal sealed class Recorder(IReadOnlyDictionary<string, string> prompts)
{
    private const int ToolSchemaTokens = 190;
    private const int ToolResultTokens = 75;

    public List<RecordedAnswer> Record(string model, IReadOnlyList<Conversation> conversations)
    {
        var repeats = conversations.CountBy(KeyOf).ToDictionary(StringComparer.Ordinal);
        var answers = new Dictionary<string, RecordedAnswer>(StringComparer.Ordinal);
        var lines = new List<RecordedAnswer>();
        foreach (var conversation in conversations)
        {
            foreach (var answer in Answers(model, conversation))
            {
                var key = JsonSerializer.Serialize(answer.User) + answer.ToolResults;
                if (answers.TryGetValue(key, out var known))
                {
                    // A recording knows the customers' words only, so the same words cannot have two answers.
                    if (known.Answer != answer.Answer)
                    {
                        throw new InvalidOperationException($"{conversation.Scenario.Name}: '{answer.User[^1]}' has two answers");
                    }

                    continue;
                }

                answers.Add(key, answer);
                lines.AddRange(Failures(model, conversation, answer, repeats));
                lines.Add(answer);
            }
        }

        return lines;
    }

    // Only conversations that happen once fail: for a repeated one the line that is replayed would depend on the cache.
    private static IEnumerable<RecordedAnswer> Failures(string model, Conversation conversation, RecordedAnswer answer, Dictionary<string, int> repeats) =>
        repeats[KeyOf(conversation)] > 1 || answer.User.Length > 1
            ? []
            : Incident.OfTheDay.Where(i => i.Covers(conversation, model)).SelectMany(i => Enumerable.Repeat(
                i.Failure with { User = answer.User, ToolResults = answer.ToolResults, Answer = i.Failure.Cut ? Half(answer.Answer) : "" },
                i.Failure.Cut && answer.Answer.Length == 0 ? 0 : i.Takes));

    private IEnumerable<RecordedAnswer> Answers(string model, Conversation conversation)
    {
        var prompt = prompts[conversation.Scenario.IsMail ? "tickets" : conversation.Tenant];
        var input = Tokens(prompt) + (conversation.Scenario.IsMail ? 0 : ToolSchemaTokens) + (conversation.Image is null ? 0 : 425);
        var toolResults = 0;
        for (var i = 0; i < conversation.Say.Count; i++)
        {
            var turn = conversation.Scenario.Turns[i];
            var said = conversation.Say.Take(i + 1).ToArray();
            input += Tokens(conversation.Say[i]) + 4;
            var chance = new Random(Seed(model + string.Join('|', said)));
            if (turn.Call is { } call)
            {
                yield return Timed(model, chance, new RecordedAnswer
                {
                    User = [.. said],
                    ToolResults = toolResults,
                    ToolCalls = [new RecordedToolCall(call.Name, JsonSerializer.SerializeToElement(new Dictionary<string, string>(StringComparer.Ordinal) { [call.Argument] = conversation.Order?.Fill(call.Value) ?? call.Value }))],
                    InputTokens = input,
                    OutputTokens = 24,
                    Confidence = 0.97,
                });
                input += ToolResultTokens;
                toolResults++;
            }

            if (turn.Answers.TryGetValue(model, out var answer))
            {
                var text = conversation.Order?.Fill(answer.Text) ?? answer.Text;
                yield return Timed(model, chance, new RecordedAnswer
                {
                    User = [.. said],
                    ToolResults = toolResults,
                    Answer = text,
                    InputTokens = input,
                    OutputTokens = Tokens(text) + Reasoning(model, conversation.Scenario.Turns[i], chance),
                    Confidence = Math.Round(answer.Confidence + (chance.NextDouble() - 0.5) * 0.02, 3),
                    Correct = answer.Correct,
                });
            }

            input += Tokens(turn.Answers["premium"].Text) + 4;
        }
    }

    // The large model thinks before it answers what the small one is not sure about.
    private static int Reasoning(string model, Turn turn, Random chance) =>
        model == "premium" && turn.Answers.TryGetValue("mini", out var mini) && mini.Confidence < 0.8 ? chance.Next(120, 420) : 0;

    private static RecordedAnswer Timed(string model, Random chance, RecordedAnswer answer)
    {
        var (first, perToken) = model == "mini" ? (chance.Next(220, 520), 7.0) : (chance.Next(480, 1100), 13.0);
        return answer with { FirstTokenMs = first, LatencyMs = first + Math.Round((answer.OutputTokens ?? 0) * perToken) };
    }

    private static string KeyOf(Conversation conversation) => string.Join('\n', conversation.Say.Take(1));

    private static string Half(string text) => text[..(text.Length / 2)];

    private static int Tokens(string text) => (text.Length + 3) / 4;

    // string.GetHashCode differs from run to run.
    private static int Seed(string text) => text.Aggregate(17, static (hash, c) => unchecked((hash * 31) + c));
}
