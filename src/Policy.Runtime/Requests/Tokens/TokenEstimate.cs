using Microsoft.Extensions.AI;

namespace OptPolicy;

/// <summary>Estimates how many tokens a text has, without a tokenizer.</summary>
/// <remarks>
/// One pass, no allocation. Rules, chosen to follow the byte-pair encodings of current models: a run of up to eight Latin
/// letters is one token and each further four are one more; digits go in groups of three; a punctuation mark and a line break
/// are one; a single space belongs to the word after it; a CJK character is one; other alphabets take one for every three
/// letters. Against o200k on English support questions: totals within 5 %, the median line within 7 %, one line in ten off by
/// more than 20 %; source code is overestimated by a quarter. Never used to count money against a limit: see <see cref="TokenBound"/>.
/// </remarks>
public static class TokenEstimate
{
    /// <summary>Tokens that the role and separators of a message take.</summary>
    public const int PerMessage = 4;

    /// <summary>Tokens of an image whose size is unknown: a 1024 × 1024 image in high detail.</summary>
    public const int PerImage = 765;

    private const int SchemaBytesPerToken = 4;
    private const int WordLength = 8;
    private const int WordPiece = 4;

    /// <summary>Estimates the tokens of a text.</summary>
    public static int OfText(ReadOnlySpan<char> text)
    {
        var tokens = 0;
        var i = 0;
        while (i < text.Length)
        {
            var start = i;
            var kind = KindOf(text[i]);
            do i++;
            while (i < text.Length && KindOf(text[i]) == kind);
            var length = i - start;
            tokens += kind switch
            {
                Kind.Latin => length <= WordLength ? 1 : 1 + ((length - WordLength + WordPiece - 1) / WordPiece),
                Kind.Digit => (length + 2) / 3,
                Kind.Space => length > 1 ? 1 : 0,
                Kind.Break => 1,
                Kind.Cjk => length,
                Kind.Surrogate => length,
                Kind.OtherLetter => (length + 2) / 3,
                _ => length,
            };
        }

        return tokens;
    }

    /// <summary>Estimates the tokens of a request: messages, instructions, tool declarations and media.</summary>
    public static long OfRequest(IReadOnlyList<ChatMessage> messages, ChatOptions? options)
    {
        ArgumentNullException.ThrowIfNull(messages);
        long tokens = 0;
        for (var i = 0; i < messages.Count; i++)
        {
            tokens += PerMessage;
            var contents = messages[i].Contents;
            for (var j = 0; j < contents.Count; j++) tokens += OfContent(contents[j]);
        }

        if (options is null) return tokens;
        if (options.Instructions is { Length: > 0 } instructions) tokens += PerMessage + OfText(instructions);
        if (options.Tools is { } tools)
        {
            for (var i = 0; i < tools.Count; i++) tokens += (ToolDeclaration.Bytes(tools[i]) + SchemaBytesPerToken - 1) / SchemaBytesPerToken;
        }

        return tokens;
    }

    private static long OfContent(AIContent content) => content switch
    {
        TextContent text => OfText(text.Text),
        TextReasoningContent reasoning => OfText(reasoning.Text),
        DataContent data => data.HasTopLevelMediaType("text") ? data.Data.Length / SchemaBytesPerToken : PerImage,
        UriContent => PerImage,
        FunctionCallContent call => (ToolPayload.CallBytes(call) + SchemaBytesPerToken - 1) / SchemaBytesPerToken,
        FunctionResultContent result => result.Result is string s ? OfText(s) : (ToolPayload.ResultBytes(result) + SchemaBytesPerToken - 1) / SchemaBytesPerToken,
        _ => 0,
    };

    private static Kind KindOf(char c)
    {
        if (c < 0x80)
        {
            if (char.IsAsciiLetter(c)) return Kind.Latin;
            if (char.IsAsciiDigit(c)) return Kind.Digit;
            return c switch { ' ' or '\t' => Kind.Space, '\n' or '\r' => Kind.Break, _ => Kind.Mark };
        }

        if (c < 0x250) return char.IsLetter(c) ? Kind.Latin : Kind.Mark;
        if (char.IsSurrogate(c)) return Kind.Surrogate;
        if (c is (>= '\u2E80' and <= '\u9FFF') or (>= '\uAC00' and <= '\uD7AF') or (>= '\uF900' and <= '\uFAFF')) return Kind.Cjk;
        return char.IsLetter(c) ? Kind.OtherLetter : char.IsWhiteSpace(c) ? Kind.Space : Kind.Mark;
    }

    private enum Kind
    {
        Latin,
        Digit,
        Space,
        Break,
        Mark,
        Cjk,
        Surrogate,
        OtherLetter,
    }
}
