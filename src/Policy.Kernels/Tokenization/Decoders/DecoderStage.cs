namespace OptPolicy.Kernels.Tokenization.Decoders;

/// <summary>
/// One decoder of a file at work on one sequence. Tokens arrive as fragments, an end after each; text leaves to the next stage as
/// soon as it can no longer change, so a whole sequence and a stream decode alike. Not thread-safe.
/// </summary>
internal abstract class DecoderStage(DecoderStage? next)
{
    protected DecoderStage Next => next!;

    public abstract void Fragment(ReadOnlySpan<char> text);

    public abstract void EndToken();

    /// <summary>The sequence is over: pass on what was held back.</summary>
    public virtual void Complete() => Next.Complete();

    protected void Emit(ReadOnlySpan<char> token)
    {
        Next.Fragment(token);
        Next.EndToken();
    }
}

/// <summary>A stage that needs its tokens whole.</summary>
internal abstract class WholeTokenStage(DecoderStage? next) : DecoderStage(next)
{
    private readonly Text.TextBuffer _token = new();

    public override void Fragment(ReadOnlySpan<char> text) => _token.Append(text);

    public override void EndToken()
    {
        Token(_token.Span);
        _token.Clear();
    }

    protected abstract void Token(ReadOnlySpan<char> token);
}

/// <summary>The end of the chain: collects the text.</summary>
internal sealed class TextSink(System.Text.StringBuilder text) : DecoderStage(next: null)
{
    public override void Fragment(ReadOnlySpan<char> text1) => text.Append(text1);

    public override void EndToken()
    {
    }

    public override void Complete()
    {
    }
}
