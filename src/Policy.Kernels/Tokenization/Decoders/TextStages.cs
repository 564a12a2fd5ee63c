using OptPolicy.Kernels.Tokenization.Text;

namespace OptPolicy.Kernels.Tokenization.Decoders;

/// <summary>Makes one token of all.</summary>
internal sealed class FuseStage(DecoderStage next) : DecoderStage(next)
{
    public override void Fragment(ReadOnlySpan<char> text) => Next.Fragment(text);

    public override void EndToken()
    {
    }

    public override void Complete()
    {
        Next.EndToken();
        Next.Complete();
    }
}

/// <summary>Without a decoder in the file, tokens are joined by spaces.</summary>
internal sealed class JoinStage(DecoderStage next) : DecoderStage(next)
{
    private bool _isLater;
    private bool _isInside;

    public override void Fragment(ReadOnlySpan<char> text)
    {
        if (_isLater && !_isInside)
            Next.Fragment(" ");
        _isInside = true;
        Next.Fragment(text);
    }

    public override void EndToken() => (_isLater, _isInside) = (true, false);
}

/// <summary>Cuts up to so many of one character from both ends of every token.</summary>
internal sealed class StripStage(DecoderStage next, char content, int start, int stop) : DecoderStage(next)
{
    private bool _isInside;
    private int _toCut;
    private int _held;

    public override void Fragment(ReadOnlySpan<char> text)
    {
        if (!_isInside)
            (_isInside, _toCut) = (true, start);
        while (_toCut > 0 && !text.IsEmpty)
        {
            if (text[0] != content)
            {
                _toCut = 0;
                break;
            }

            text = text[1..];
            _toCut--;
        }

        if (text.IsEmpty)
            return;
        var tail = Math.Min(stop, text.Length - text.TrimEnd(content).Length);
        if (tail < text.Length)
            Release(0);
        else
            Release(Math.Max(0, stop - tail));
        Next.Fragment(text[..^tail]);
        _held += tail;
    }

    public override void EndToken()
    {
        (_isInside, _held) = (false, 0);
        Next.EndToken();
    }

    /// <summary>Passes on all held characters but <paramref name="keep"/>.</summary>
    private void Release(int keep)
    {
        for (; _held > keep; _held--)
            Next.Fragment([content]);
    }
}

/// <summary>Replaces one character by a text; needs no whole tokens.</summary>
internal sealed class ReplaceCharacterStage(DecoderStage next, char pattern, string content) : DecoderStage(next)
{
    public override void Fragment(ReadOnlySpan<char> text)
    {
        for (int at; (at = text.IndexOf(pattern)) >= 0; text = text[(at + 1)..])
        {
            if (at > 0)
                Next.Fragment(text[..at]);
            Next.Fragment(content);
        }

        if (!text.IsEmpty)
            Next.Fragment(text);
    }

    public override void EndToken() => Next.EndToken();
}

internal sealed class ReplaceStage(DecoderStage next, Func<string, string> replace) : WholeTokenStage(next)
{
    protected override void Token(ReadOnlySpan<char> token) => Emit(replace(token.ToString()));
}

/// <summary>Visible spaces to spaces; the one that was put before the text goes.</summary>
internal sealed class MetaspaceStage(DecoderStage next, char replacement, bool hasPrefix) : DecoderStage(next)
{
    private readonly TextBuffer _text = new();
    private bool _isFirst = true;

    public override void Fragment(ReadOnlySpan<char> text)
    {
        _text.Clear();
        foreach (var character in text)
        {
            if (character != replacement)
                _text.Append(character);
            else if (!_isFirst || !hasPrefix)
                _text.Append(' ');
        }

        if (_text.Length > 0)
            Next.Fragment(_text.Span);
    }

    public override void EndToken()
    {
        _isFirst = false;
        Next.EndToken();
    }
}

/// <summary>Joins word pieces and, as BERT's clean-up does, draws punctuation and English contractions to the word before.</summary>
internal sealed class WordPieceStage(DecoderStage next, string prefix, bool cleansUp) : WholeTokenStage(next)
{
    private static readonly (string Apart, string Joined)[] Contractions =
    [
        (" .", "."), (" ?", "?"), (" !", "!"), (" ,", ","), (" ' ", "'"), (" n't", "n't"), (" 'm", "'m"), (" do not", " don't"),
        (" 's", "'s"), (" 've", "'ve"), (" 're", "'re"),
    ];

    private bool _isLater;

    public static string CleanUp(string text)
    {
        foreach (var (apart, joined) in Contractions)
            text = text.Replace(apart, joined, StringComparison.Ordinal);
        return text;
    }

    protected override void Token(ReadOnlySpan<char> token)
    {
        var isContinuation = _isLater && prefix.Length > 0 && token.StartsWith(prefix);
        var text = isContinuation ? token[prefix.Length..].ToString() : _isLater ? string.Concat(" ", token) : token.ToString();
        _isLater = true;
        Emit(cleansUp ? CleanUp(text) : text);
    }
}

/// <summary>Ends of words to spaces, but not at the end of the text: the last token is held back.</summary>
internal sealed class WordSuffixStage(DecoderStage next, string suffix) : WholeTokenStage(next)
{
    private string? _held;

    public override void Complete()
    {
        if (_held is not null)
            Emit(Replaced(_held, ""));
        Next.Complete();
    }

    protected override void Token(ReadOnlySpan<char> token)
    {
        if (_held is not null)
            Emit(Replaced(_held, " "));
        _held = token.ToString();
    }

    private string Replaced(string token, string by) => suffix.Length == 0 ? token : token.Replace(suffix, by, StringComparison.Ordinal);
}
