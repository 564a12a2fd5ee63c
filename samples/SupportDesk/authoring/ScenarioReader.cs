using System.Globalization;

namespace SupportDesk.Authoring;

/// <summary>
/// Reads the scenario files: <c>= tenant name | flags</c> begins a scenario, <c>*</c> a button of the chat window,
/// <c>&gt;</c> a first wording, <c>&gt;&gt;</c> a wording of the next turn, <c>call</c> a tool call, <c>mini</c> and <c>premium</c> an answer.
/// </summary>
internal static class ScenarioReader
{
    public static List<Scenario> Read(string folder)
    {
        var scenarios = new List<Scenario>();
        foreach (var path in Directory.GetFiles(folder, "*.txt").Order(StringComparer.Ordinal))
        {
            var number = 0;
            foreach (var line in File.ReadLines(path))
            {
                number++;
                if (line.Length == 0 || line[0] == '#')
                {
                    continue;
                }

                try
                {
                    Add(scenarios, line);
                }
                catch (Exception error) when (error is FormatException or InvalidOperationException or ArgumentOutOfRangeException)
                {
                    throw new FormatException($"{path}:{number}: {error.Message}", error);
                }
            }
        }

        return scenarios;
    }

    private static void Add(List<Scenario> scenarios, string line)
    {
        if (line.StartsWith("= ", StringComparison.Ordinal))
        {
            scenarios.Add(Begin(line[2..]));
            return;
        }

        var turns = (List<Turn>)scenarios[^1].Turns;
        if (line[0] is '*' || (line[0] is '>' && line[1] is ' '))
        {
            turns[0].Wordings.Add(ReadWording(line[2..]));
        }
        else if (line.StartsWith(">> ", StringComparison.Ordinal))
        {
            if (turns[^1].Answers.Count > 0)
            {
                turns.Add(new Turn());
            }

            turns[^1].Wordings.Add(ReadWording(line[3..]));
        }
        else if (line.StartsWith("call ", StringComparison.Ordinal))
        {
            var words = line.Split(' ', '=');
            turns[^1].Call = new ToolCall(words[1], words[2], words[3]);
        }
        else
        {
            var colon = line.IndexOf(": ", StringComparison.Ordinal);
            var head = line[..colon].Split(' ');
            var confidence = head.Length > 1 && double.TryParse(head[1], CultureInfo.InvariantCulture, out var value) ? value : 0.95;
            turns[^1].Answers.Add(head[0], new Answer(line[(colon + 2)..], confidence, !head.Contains("wrong")));
        }
    }

    private static Scenario Begin(string head)
    {
        var parts = head.Split('|', StringSplitOptions.TrimEntries);
        var names = parts[0].Split(' ');
        var flags = parts.Skip(1).SelectMany(static p => p.Split(' '))
            .Select(static f => f.Split('='))
            .ToDictionary(static f => f[0], static f => f.Length > 1 ? f[1] : "", StringComparer.Ordinal);
        return new Scenario(names[0], names[1], flags, new List<Turn> { new() });
    }

    private static Wording ReadWording(string text)
    {
        var mark = text.LastIndexOf(" x", StringComparison.Ordinal);
        return mark > 0 && int.TryParse(text.AsSpan(mark + 2), CultureInfo.InvariantCulture, out var times)
            ? new Wording(text[..mark], times)
            : new Wording(text, 1);
    }
}
