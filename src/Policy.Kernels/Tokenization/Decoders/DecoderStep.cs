using OptPolicy.Kernels.Tokenization.Text;

namespace OptPolicy.Kernels.Tokenization.Decoders;

/// <summary>One decoder of a file. Immutable and thread-safe.</summary>
/// <param name="Start">Makes the stage that does the work of one sequence, in front of another.</param>
/// <param name="Middle">What the decoder makes of a token, as bytes, in the middle of a text.</param>
internal sealed record DecoderStep(Func<DecoderStage, DecoderStage> Start, Func<TokenBytes, TokenBytes> Middle);

/// <summary>A token on its way through the decoders: still a spelling, or bytes already.</summary>
internal readonly record struct TokenBytes(string Spelling, byte[]? Bytes)
{
    public TokenBytes WithSpelling(Func<string, string> change) => Bytes is null ? new TokenBytes(change(Spelling), null) : this;

    public byte[] ToBytes() => Bytes ?? System.Text.Encoding.UTF8.GetBytes(Spelling);

    public static TokenBytes FromByteAlphabet(string token)
    {
        var bytes = new List<byte>();
        ByteAlphabet.Unmap(token, bytes);
        return new TokenBytes(token, [.. bytes]);
    }
}

/// <summary>The decoders of a file, one after another.</summary>
internal sealed class DecoderChain(IReadOnlyList<DecoderStep> steps)
{
    public DecoderStage Start(System.Text.StringBuilder output)
    {
        DecoderStage stage = new TextSink(output);
        for (var i = steps.Count - 1; i >= 0; i--)
            stage = steps[i].Start(stage);
        return stage;
    }

    public byte[] BytesOf(string token)
    {
        var bytes = new TokenBytes(token, null);
        foreach (var step in steps)
            bytes = step.Middle(bytes);
        return bytes.ToBytes();
    }
}
