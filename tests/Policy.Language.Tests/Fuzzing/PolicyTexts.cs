using CsCheck;

namespace OptPolicy.Language.Tests.Fuzzing;

/// <summary>Generators of policy texts, from noise to nearly right.</summary>
internal static class PolicyTexts
{
    private static readonly string[] Odd =
    [
        "\uFFFD", "\uFEFF", "\u00A0", "\u200B", "\u2028", "\u0001", "\uD83D", "\uDE00", "😀", "é", "≤", "“", "”", "’", "€", "£", "$", "%", "-", "#", "/*", "*/", "&&", "||",
        "!", "=", "==", "===", "<>", "=>", "...", "..", ".", ";", ",", ":", "::", "\\", "\\\"", "\\u{41}", "\\u{110000}", "'", "`", "\r", "\r\n", "\n", "\t", "  ",
    ];

    private static readonly string[] Words =
    [
        "optpolicy", "import", "model", "policy", "extends", "as", "cache", "exact", "semantic", "route", "rule", "when", "use", "otherwise", "cascade", "try", "accept",
        "fallback", "retry", "with", "after", "budget", "per", "at", "warn", "degrade", "to", "test", "expect", "given", "assert", "inherit", "tunable", "step", "gate", "because",
        "and", "or", "not", "in", "matches", "contains", "is", "price.input", "user.tier", "x", "gpt_mini", "premium", "routee", "modle", "free", "true",
        "0", "1", "-1", "0.93", "1_000", "1.2.3", "99999999999999999999999999999999", "500tok", "24h", "20 s", "80%", "$50", "$0.25/Mtok", "€1", "$", "1e5", "\"text\"", "\"", "\"a\\n\"",
        "{", "}", "{", "}", "(", ")", "[", "]", ",", ":", ":", "..", "/", "==", "!=", "<", "<=", ">", ">=", "// note", "/// doc", "// optpolicy disable OPT4007: why",
    ];

    public static IReadOnlyList<string> Samples() =>
        [.. Directory.GetFiles(Golden.Samples, "*.optpolicy").Order(StringComparer.Ordinal).Select(File.ReadAllText)];

    /// <summary>Any UTF-16 code units, valid or not, mixed with what lexers stumble over.</summary>
    public static Gen<string> Noise { get; } = Gen.Frequency(
        (2, Gen.Char[' ', '~'].Select(static c => c.ToString())),
        (1, Gen.Char['\u0001', '\uFFFF'].Select(static c => c.ToString())),
        (4, Gen.OneOf(Odd))).Array[0, 60].Select(static parts => string.Concat(parts));

    /// <summary>Tokens in any order and on any lines.</summary>
    public static Gen<string> Soup { get; } = Gen.Select(
        Gen.Frequency((12, Gen.OneOf(Words)), (1, Gen.OneOf(Odd))),
        Gen.OneOf(" ", " ", " ", "\n", "\n  ", "\n    ", "", "\r\n", "\t")).Array[0, 60].Select(static parts => string.Concat(parts.Select(static p => p.Item1 + p.Item2)));

    /// <summary>Samples with a few small accidents: something cut, doubled, swapped or typed over.</summary>
    public static Gen<string> Mutations(IReadOnlyList<string> samples) => Gen.Select(
        Gen.Int[0, samples.Count - 1].Select(i => samples[i]),
        Gen.Select(Gen.Int[0, 5], Gen.Double[0, 1], Gen.Int[1, 24], Gen.OneOf(Gen.OneOf(Words), Gen.OneOf(Odd))).Array[1, 4],
        static (sample, accidents) =>
        {
            foreach (var (kind, place, length, insert) in accidents)
                sample = Mutate(sample, kind, (int)(place * sample.Length), length, insert);
            return sample;
        });

    private static string Mutate(string text, int kind, int start, int length, string insert)
    {
        start = Math.Min(start, text.Length);
        length = Math.Min(length, text.Length - start);
        switch (kind)
        {
            case 0:
                return text.Remove(start, length);
            case 1:
                return text.Insert(start, text.Substring(start, length));
            case 2:
                return text.Insert(start, insert);
            case 3:
                return string.Concat(text.AsSpan(0, start), insert, text.AsSpan(start + length));
            case 4:
                var line = text.IndexOf('\n', start);
                var next = line < 0 ? -1 : text.IndexOf('\n', line + 1);
                return next < 0 ? text : text.Remove(line, next - line);
            default:
                return text[..start];
        }
    }
}
