using OptPolicy.Kernels.Tokenization.Text;

namespace OptPolicy.Kernels.Tokenization.PreTokenization;

/// <summary>Puts a space before every piece that has none.</summary>
internal sealed class PrefixSpacePreTokenizer : PreTokenizer
{
    public override void Apply(Pieces pieces)
    {
        foreach (var piece in pieces.BeginRewrite(out var old))
        {
            var start = pieces.Output.Length;
            ReadOnlySpan<char> text = old.Span.Slice(piece.Start, piece.Length);
            if (text[0] != ' ')
                pieces.Output.Append(' ');
            pieces.Output.Append(text);
            pieces.AddWritten(start, piece.IsAtOrigin);
        }
    }
}

/// <summary>Writes every piece in the byte alphabet; as a last step before BPE it is folded into the model instead.</summary>
internal sealed class ByteAlphabetPreTokenizer : PreTokenizer
{
    public override void Apply(Pieces pieces)
    {
        foreach (var piece in pieces.BeginRewrite(out var old))
        {
            var start = pieces.Output.Length;
            ByteAlphabet.Map(old.Span.Slice(piece.Start, piece.Length), pieces.Output);
            pieces.AddWritten(start, piece.IsAtOrigin);
        }
    }
}

/// <summary>When the metaspace step puts its character before a piece.</summary>
internal enum MetaspacePrefix
{
    Always,
    First,
    Never,
}

/// <summary>Writes spaces as a visible character, as SentencePiece does; a split step may follow.</summary>
internal sealed class MetaspacePreTokenizer(char replacement, MetaspacePrefix prefix) : PreTokenizer
{
    public override void Apply(Pieces pieces)
    {
        foreach (var piece in pieces.BeginRewrite(out var old))
        {
            var output = pieces.Output;
            var start = output.Length;
            var text = old.Span.Slice(piece.Start, piece.Length);
            var wantsPrefix = prefix == MetaspacePrefix.Always || (prefix == MetaspacePrefix.First && piece.IsAtOrigin);
            if (wantsPrefix && text[0] != ' ' && text[0] != replacement)
                output.Append(replacement);
            foreach (var character in text)
                output.Append(character == ' ' ? replacement : character);
            pieces.AddWritten(start, piece.IsAtOrigin);
        }
    }
}
