using OptPolicy.Kernels.Tokenization.Json;
using OptPolicy.Kernels.Tokenization.PreTokenization;

namespace OptPolicy.Kernels.Tokenization.Normalization;

/// <summary>Reads the <c>normalizer</c> of a file into a flat list of steps.</summary>
internal static class NormalizerReader
{
    public static NormalizerChain Read(TokenizerPart part)
    {
        var steps = new List<Normalizer>();
        if (part.IsPresent)
            Add(part, steps);
        return new NormalizerChain(steps);
    }

    private static void Add(TokenizerPart part, List<Normalizer> steps)
    {
        if (part.Type == "Sequence")
        {
            foreach (var inner in part.Parts("normalizers"))
                Add(inner, steps);
            return;
        }

        steps.Add(part.Type switch
        {
            "NFC" => new UnicodeNormalizer(compatible: false, compose: true),
            "NFD" => UnicodeNormalizer.Decomposition,
            "NFKC" => new UnicodeNormalizer(compatible: true, compose: true),
            "NFKD" => new UnicodeNormalizer(compatible: true, compose: false),
            "Lowercase" => new LowercaseNormalizer(),
            "Strip" => new StripNormalizer(part.Flag("strip_left", otherwise: true), part.Flag("strip_right", otherwise: true)),
            "StripAccents" => new StripAccentsNormalizer(),
            "Prepend" => new PrependNormalizer(part.RequiredText("prepend")),
            "Replace" => Replace(part),
            "BertNormalizer" => Bert(part),
            "Nmt" => new NmtNormalizer(),
            "ByteLevel" => new ByteAlphabetNormalizer(),
            "Precompiled" => PrecompiledNormalizer.Read(part),
            var other => throw part.Unsupported($"normalizer \"{other}\""),
        });
    }

    private static Normalizer Replace(TokenizerPart part) => part["pattern"].Text("String") is { } literal
        ? new ReplaceNormalizer(literal, part.RequiredText("content"))
        : new RegexReplaceNormalizer(PatternTranslator.Translate(part["pattern"]), part.RequiredText("content"));

    private static BertNormalizer Bert(TokenizerPart part)
    {
        var lowercase = part.Flag("lowercase", otherwise: true);
        return new BertNormalizer(
            part.Flag("clean_text", otherwise: true),
            part.Flag("handle_chinese_chars", otherwise: true),
            part.Flag("strip_accents", otherwise: lowercase),
            lowercase);
    }
}
