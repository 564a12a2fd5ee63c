using OptPolicy.Kernels.Tokenization.Json;
using OptPolicy.Kernels.Tokenization.Text;

namespace OptPolicy.Kernels.Tokenization.PreTokenization;

/// <summary>Reads the <c>pre_tokenizer</c> of a file into a flat list of steps.</summary>
internal static class PreTokenizerReader
{
    public static List<PreTokenizer> Read(TokenizerPart part)
    {
        var steps = new List<PreTokenizer>();
        if (part.IsPresent)
            Add(part, steps);
        return steps;
    }

    private static void Add(TokenizerPart part, List<PreTokenizer> steps)
    {
        switch (part.Type)
        {
            case "Sequence":
                foreach (var inner in part.Parts("pretokenizers"))
                    Add(inner, steps);
                break;
            case "ByteLevel":
                if (part.Flag("add_prefix_space", otherwise: true))
                    steps.Add(new PrefixSpacePreTokenizer());
                if (part.Flag("use_regex", otherwise: true))
                    steps.Add(new SplitPreTokenizer(new RegexPattern(KnownPatterns.Gpt2), SplitBehavior.Isolated));
                steps.Add(new ByteAlphabetPreTokenizer());
                break;
            case "Split":
                steps.Add(new SplitPreTokenizer(Pattern(part["pattern"]), Behavior(part, part.RequiredText("behavior")), part.Flag("invert", otherwise: false)));
                break;
            case "Metaspace":
                AddMetaspace(part, steps);
                break;
            case "Whitespace":
                steps.Add(new SplitPreTokenizer(new WordPattern(), SplitBehavior.Removed, invert: true));
                break;
            case "WhitespaceSplit":
                steps.Add(new SplitPreTokenizer(new ClassPattern(CodePoints.IsWhiteSpace), SplitBehavior.Removed));
                break;
            case "BertPreTokenizer":
                steps.Add(new SplitPreTokenizer(new ClassPattern(CodePoints.IsWhiteSpace), SplitBehavior.Removed));
                steps.Add(new SplitPreTokenizer(new ClassPattern(CodePoints.IsPunctuation), SplitBehavior.Isolated));
                break;
            case "Punctuation":
                steps.Add(new SplitPreTokenizer(new ClassPattern(CodePoints.IsPunctuation), Behavior(part, part.Text("behavior") ?? "Isolated")));
                break;
            case "Digits":
                steps.Add(new SplitPreTokenizer(
                    new ClassPattern(CodePoints.IsNumeric),
                    part.Flag("individual_digits", otherwise: false) ? SplitBehavior.Isolated : SplitBehavior.Contiguous));
                break;
            case "CharDelimiterSplit":
                steps.Add(new SplitPreTokenizer(new LiteralPattern(part.RequiredText("delimiter")), SplitBehavior.Removed));
                break;
            case var other:
                throw part.Unsupported($"pre-tokenizer \"{other}\"");
        }
    }

    private static SplitPattern Pattern(TokenizerPart part) => part.Text("String") is { } literal
        ? new LiteralPattern(literal)
        : new RegexPattern(PatternTranslator.Translate(part));

    private static SplitBehavior Behavior(TokenizerPart part, string name) =>
        Enum.TryParse<SplitBehavior>(name, out var behavior) ? behavior : throw part.Unsupported($"split behavior \"{name}\"");

    private static void AddMetaspace(TokenizerPart part, List<PreTokenizer> steps)
    {
        var scheme = part.Text("prepend_scheme") ?? (part.Flag("add_prefix_space", otherwise: true) ? "always" : "never");
        var prefix = scheme switch
        {
            "always" => MetaspacePrefix.Always,
            "first" => MetaspacePrefix.First,
            "never" => MetaspacePrefix.Never,
            _ => throw part.Unsupported($"prepend scheme \"{scheme}\""),
        };
        var replacement = part.Text("replacement") ?? "\u2581";
        if (replacement.Length != 1)
            throw part.Unsupported($"replacement \"{replacement}\" of other than one character");
        steps.Add(new MetaspacePreTokenizer(replacement[0], prefix));
        if (part.Flag("split", otherwise: true))
            steps.Add(new SplitPreTokenizer(new LiteralPattern(replacement), SplitBehavior.MergedWithNext));
    }
}
