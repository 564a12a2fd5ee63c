using OptPolicy.Kernels.Tokenization.Json;
using OptPolicy.Kernels.Tokenization.PreTokenization;
using OptPolicy.Kernels.Tokenization.Subwords;

namespace OptPolicy.Kernels.Tokenization.Decoders;

/// <summary>Reads the <c>decoder</c> of a file.</summary>
internal static class DecoderReader
{
    public static DecoderChain Read(TokenizerPart part)
    {
        var steps = new List<DecoderStep>();
        var isFused = false;
        if (part.IsPresent)
            Add(part, steps, ref isFused);
        else
            steps.Add(new DecoderStep(next => new JoinStage(next), token => token.WithSpelling(text => " " + text)));
        return new DecoderChain(steps);
    }

    private static void Add(TokenizerPart part, List<DecoderStep> steps, ref bool isFused)
    {
        switch (part.Type)
        {
            case "Sequence":
                foreach (var inner in part.Parts("decoders"))
                    Add(inner, steps, ref isFused);
                break;
            case "ByteLevel":
                steps.Add(new DecoderStep(next => new ByteLevelStage(next), token => TokenBytes.FromByteAlphabet(token.Spelling)));
                isFused = true;
                break;
            case "ByteFallback":
                steps.Add(new DecoderStep(
                    next => new ByteFallbackStage(next),
                    token => token.Bytes is null && ByteTokens.ByteOf(token.Spelling) is >= 0 and var value
                        ? new TokenBytes(token.Spelling, [(byte)value]) : token));
                break;
            case "Fuse":
                steps.Add(new DecoderStep(next => new FuseStage(next), token => token));
                isFused = true;
                break;
            case "Strip":
                steps.Add(Strip(part, isFused));
                break;
            case "Replace":
                steps.Add(Replace(part));
                break;
            case "Metaspace":
                steps.Add(Metaspace(part));
                break;
            case "WordPiece":
                steps.Add(WordPiece(part.Text("prefix") ?? "##", part.Flag("cleanup", otherwise: true)));
                break;
            case "BPEDecoder":
                var suffix = part.Text("suffix") ?? "</w>";
                steps.Add(new DecoderStep(
                    next => new WordSuffixStage(next, suffix),
                    token => token.WithSpelling(text => suffix.Length == 0 ? text : text.Replace(suffix, " ", StringComparison.Ordinal))));
                break;
            case var other:
                throw part.Unsupported($"decoder \"{other}\"");
        }
    }

    /// <summary>Behind a fuse it touches only the ends of the whole text, so nothing in the middle.</summary>
    private static DecoderStep Strip(TokenizerPart part, bool isFused)
    {
        var content = part.Text("content") ?? " ";
        var (start, stop) = (part.Number("start") ?? 0, part.Number("stop") ?? 0);
        if (content.Length != 1)
            throw part.Unsupported("a content of other than one character");
        return new DecoderStep(
            next => new StripStage(next, content[0], start, stop),
            token => isFused ? token : token.WithSpelling(text => Stripped(text, content[0], start, stop)));
    }

    private static string Stripped(string text, char content, int start, int stop)
    {
        var lead = Math.Min(start, text.Length - text.TrimStart(content).Length);
        var tail = Math.Min(stop, text.Length - lead - text[lead..].TrimEnd(content).Length);
        return text[lead..^tail];
    }

    private static DecoderStep Replace(TokenizerPart part)
    {
        var content = part.RequiredText("content");
        if (part["pattern"].Text("String") is { Length: > 0 } literal)
        {
            string ReplaceLiteral(string text) => text.Replace(literal, content, StringComparison.Ordinal);
            return new DecoderStep(
                next => literal.Length == 1 ? new ReplaceCharacterStage(next, literal[0], content) : new ReplaceStage(next, ReplaceLiteral),
                token => token.WithSpelling(ReplaceLiteral));
        }

        var pattern = PatternTranslator.Translate(part["pattern"]);
        string ReplacePattern(string text) => pattern.Replace(text, _ => content);
        return new DecoderStep(next => new ReplaceStage(next, ReplacePattern), token => token.WithSpelling(ReplacePattern));
    }

    private static DecoderStep Metaspace(TokenizerPart part)
    {
        var replacement = part.Text("replacement") is { Length: 1 } given ? given[0] : '\u2581';
        var hasPrefix = part.Text("prepend_scheme") is { } scheme ? scheme != "never" : part.Flag("add_prefix_space", otherwise: true);
        return new DecoderStep(
            next => new MetaspaceStage(next, replacement, hasPrefix),
            token => token.WithSpelling(text => text.Replace(replacement, ' ')));
    }

    private static DecoderStep WordPiece(string prefix, bool cleansUp) => new(
        next => new WordPieceStage(next, prefix, cleansUp),
        token => token.WithSpelling(text =>
        {
            var joined = prefix.Length > 0 && text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..] : " " + text;
            return cleansUp ? WordPieceStage.CleanUp(joined) : joined;
        }));
}
