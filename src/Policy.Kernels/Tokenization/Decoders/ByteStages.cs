using System.Runtime.InteropServices;
using System.Text;
using OptPolicy.Kernels.Tokenization.Subwords;
using OptPolicy.Kernels.Tokenization.Text;

namespace OptPolicy.Kernels.Tokenization.Decoders;

/// <summary>Byte alphabet to UTF-8 to one token of text; holds back an unfinished character.</summary>
internal sealed class ByteLevelStage(DecoderStage next) : WholeTokenStage(next)
{
    private readonly List<byte> _bytes = [];

    public override void Complete()
    {
        Flush(isLast: true);
        Next.EndToken();
        Next.Complete();
    }

    protected override void Token(ReadOnlySpan<char> token)
    {
        ByteAlphabet.Unmap(token, _bytes);
        Flush(isLast: false);
    }

    private void Flush(bool isLast)
    {
        var bytes = CollectionsMarshal.AsSpan(_bytes);
        var ready = isLast ? bytes.Length : Utf8Boundary.CompleteLength(bytes);
        if (ready == 0)
            return;
        Next.Fragment(Encoding.UTF8.GetString(bytes[..ready]));
        _bytes.RemoveRange(0, ready);
    }
}

/// <summary>
/// Runs of <c>&lt;0xNN&gt;</c> tokens to text. A run is judged as a whole (valid UTF-8, or one replacement character per byte), so
/// nothing of it leaves before it ends.
/// </summary>
internal sealed class ByteFallbackStage(DecoderStage next) : WholeTokenStage(next)
{
    private readonly List<byte> _run = [];

    public override void Complete()
    {
        Flush();
        Next.Complete();
    }

    protected override void Token(ReadOnlySpan<char> token)
    {
        if (ByteTokens.ByteOf(token) is >= 0 and var value)
        {
            _run.Add((byte)value);
            return;
        }

        Flush();
        Emit(token);
    }

    private void Flush()
    {
        if (_run.Count == 0)
            return;
        var bytes = CollectionsMarshal.AsSpan(_run);
        if (System.Text.Unicode.Utf8.IsValid(bytes))
            Emit(Encoding.UTF8.GetString(bytes));
        else
            foreach (var _ in bytes)
                Emit("\uFFFD");
        _run.Clear();
    }
}

/// <summary>Where UTF-8 may be cut.</summary>
internal static class Utf8Boundary
{
    /// <summary>How many of <paramref name="bytes"/> can be decoded whatever follows: all but an unfinished last character.</summary>
    public static int CompleteLength(ReadOnlySpan<byte> bytes)
    {
        for (var back = 1; back <= Math.Min(3, bytes.Length); back++)
        {
            var tail = bytes[^back..];
            if (tail[0] < 0x80)
                break;
            if (tail[0] >= 0xC0)
                return Rune.DecodeFromUtf8(tail, out _, out _) == System.Buffers.OperationStatus.NeedMoreData ? bytes.Length - back : bytes.Length;
        }

        return bytes.Length;
    }
}
