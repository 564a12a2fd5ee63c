namespace OptPolicy;

/// <summary>A prompt, taken apart: its words in lower case, its numbers, and the lines that offer a choice ("A. …", "2) …", "- …").</summary>
internal sealed class PromptText
{
    private PromptText()
    {
    }

    public List<string> Words { get; } = [];

    public List<double> Numbers { get; } = [];

    public List<(int Length, int Digits)> Choices { get; } = [];

    /// <summary>Characters before the first choice.</summary>
    public int StemLength { get; private set; }

    /// <summary>Sentences before the first choice.</summary>
    public int Sentences { get; private set; }

    /// <summary>Words with a capital that begin no sentence.</summary>
    public int Capitals { get; private set; }

    public static PromptText Read(string prompt)
    {
        var text = new PromptText();
        text.ReadTokens(prompt);
        text.ReadLines(prompt);
        return text;
    }

    /// <summary>The prompt with all digits alike, for words: which number it is seldom matters, how long it is may.</summary>
    public static string WithoutDigits(string prompt) => string.Create(prompt.Length, prompt, static (target, source) =>
    {
        for (var i = 0; i < source.Length; i++) target[i] = char.IsAsciiDigit(source[i]) ? '0' : source[i];
    });

    private void ReadTokens(string prompt)
    {
        for (var start = 0; start < prompt.Length;)
        {
            var end = start + 1;
            if (char.IsLetter(prompt[start]))
            {
                while (end < prompt.Length && char.IsLetter(prompt[end])) end++;
                Words.Add(prompt[start..end].ToLowerInvariant());
                if (char.IsUpper(prompt[start]) && start > 1 && prompt[start - 1] == ' ' && !".?!:\n".Contains(prompt[start - 2])) Capitals++;
            }
            else if (char.IsAsciiDigit(prompt[start]))
            {
                end = ReadNumber(prompt, start);
            }

            start = end;
        }
    }

    // 1,250.5 is one number; its value matters, not its exact last digit.
    private int ReadNumber(string prompt, int start)
    {
        var (value, unit, at) = (0.0, 1.0, start);
        for (; at < prompt.Length; at++)
        {
            if (char.IsAsciiDigit(prompt[at]))
            {
                if (unit < 1) (value, unit) = (value + (prompt[at] - '0') * unit, unit / 10);
                else value = value * 10 + (prompt[at] - '0');
            }
            else if (at + 1 < prompt.Length && char.IsAsciiDigit(prompt[at + 1]) && (prompt[at] == ',' || (prompt[at] == '.' && unit == 1)))
            {
                if (prompt[at] == '.') unit = 0.1;
            }
            else
            {
                break;
            }
        }

        Numbers.Add(value);
        return at;
    }

    private void ReadLines(string prompt)
    {
        var stem = prompt.Length;
        var at = 0;
        foreach (var line in prompt.AsSpan().EnumerateLines())
        {
            if (IsChoice(line))
            {
                stem = Math.Min(stem, at);
                var digits = 0;
                foreach (var character in line[2..]) digits += char.IsAsciiDigit(character) ? 1 : 0;
                Choices.Add((line.Length - 2, digits));
            }

            at += line.Length + 1;
        }

        StemLength = Math.Min(stem, prompt.Length);
        for (var i = 0; i < StemLength; i++)
        {
            if (prompt[i] is '.' or '?' or '!' && (i + 1 == prompt.Length || char.IsWhiteSpace(prompt[i + 1]))) Sentences++;
        }
    }

    private static bool IsChoice(ReadOnlySpan<char> line) =>
        line.Length > 3 && ((char.IsAsciiLetterOrDigit(line[0]) && line[1] is '.' or ')' && line[2] == ' ') || (line[0] is '-' or '*' or '•' && line[1] == ' '));
}
