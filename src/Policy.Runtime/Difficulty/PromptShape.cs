using System.Collections.Frozen;

namespace OptPolicy;

/// <summary>
/// What the surface of a prompt says about how hard it is, whatever it is about: lengths, numbers, signs, lines that look like choices, and how
/// often words of a few closed classes occur. Numbers without unit, not yet on one scale.
/// </summary>
internal static class PromptShape
{
    // Each class is one number: how often its words occur.
    private static readonly string[] Classes =
    [
        "not except never no false least incorrect neither",
        "if when each every per unless",
        "half twice times third double percent quarter ratio triple",
        "more less fewer than remaining left rest older younger",
        "he she his her him",
        "many much",
        "which",
        "statement",
        "following",
        "what",
        "who whose",
        "why how",
        "all both none only",
        "first then after before later next",
        "hour hours minute minutes day days week weeks month months year years",
        "total altogether together sum average",
        "i ii iii",
        "and or",
        "a an some",
    ];

    private static readonly FrozenDictionary<string, int> ClassOf = Classes
        .SelectMany(static (words, index) => words.Split(' ').Select(word => (word, index)))
        .ToFrozenDictionary(static w => w.word, static w => w.index);

    /// <summary>Numbers of a prompt.</summary>
    public static int Count { get; } = Measure("").Length;

    public static float[] Measure(string prompt)
    {
        var text = PromptText.Read(prompt);
        double words = Math.Max(1, text.Words.Count), length = Math.Max(1, prompt.Length);
        var numbers = text.Numbers;
        var choices = text.Choices;
        var classes = new double[Classes.Length];
        foreach (var word in text.Words)
        {
            if (ClassOf.TryGetValue(word, out var index)) classes[index]++;
        }

        return
        [
            Log(prompt.Length), Log(text.StemLength), Log(text.Words.Count), Log(text.Sentences), (float)(text.StemLength / (double)Math.Max(1, text.Sentences)),
            Log(numbers.Count), (float)(numbers.Count / words), Log(numbers.Distinct().Count()), Log(numbers.DefaultIfEmpty().Max()), Log(numbers.DefaultIfEmpty().Min()),
            numbers.Count(static n => n != Math.Floor(n)), numbers.Count(static n => n is >= 1000 and < 2100),
            choices.Count, Log(choices.Select(static c => c.Length).DefaultIfEmpty().Average()), Log(choices.Select(static c => c.Length).DefaultIfEmpty().Max()) - Log(choices.Select(static c => c.Length).DefaultIfEmpty().Min()),
            Share(choices.Count(static c => c.Digits > 0), choices.Count), Share(choices.Sum(static c => c.Digits), choices.Sum(static c => c.Length)),
            (float)(text.Words.Sum(static w => w.Length) / words), (float)(text.Words.Distinct().Count() / words), (float)(text.Capitals / words),
            PerLength("()[]{}"), PerLength("+*/^=<>\\|√∑∫%"), PerLength("-"), PerLength("\"“”'’"), PerLength(","), (float)(prompt.Count(static c => c > 127) / length),
            prompt.Contains('?') ? 1 : 0, prompt.Contains("__", StringComparison.Ordinal) ? 1 : 0, prompt.Contains('$') ? 1 : 0, prompt.Contains('`') ? 1 : 0, Log(prompt.Count(static c => c == '\n')),
            .. classes.Select(static c => (float)c),
        ];

        float PerLength(string signs) => (float)(prompt.Count(signs.Contains) / length);
    }

    private static float Log(double value) => (float)Math.Log(1 + value);

    private static float Share(int part, int whole) => whole == 0 ? 0 : part / (float)whole;
}
