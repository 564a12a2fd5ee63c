using System.Text;
using OptPolicy.Kernels.Tokenization.Decoders;

namespace OptPolicy.Kernels.Tokenization;

/// <summary>
/// Decodes a stream of tokens into fragments whose concatenation is what <see cref="Tokenizer.Decode"/> gives for the whole
/// sequence. A fragment never ends inside a character; what later tokens may still change is held back. Not thread-safe.
/// </summary>
public sealed class IncrementalDetokenizer
{
    private readonly Tokenizer _tokenizer;
    private readonly bool _skipsSpecial;
    private readonly StringBuilder _ready = new();
    private readonly DecoderStage? _stage;
    private readonly List<byte> _bytes = [];
    private bool _isComplete;

    /// <summary>Starts a sequence.</summary>
    /// <param name="tokenizer">
    /// The tokenizer of the model. One that <see cref="TokenizerFile"/> did not load decodes as the bytes of its tokens in a row.
    /// </param>
    /// <param name="skipSpecialTokens">Whether special tokens leave no text.</param>
    public IncrementalDetokenizer(Tokenizer tokenizer, bool skipSpecialTokens = true)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        (_tokenizer, _skipsSpecial) = (tokenizer, skipSpecialTokens);
        _stage = (tokenizer as PipelineTokenizer)?.StartDecoding(_ready);
    }

    /// <summary>Takes the next token.</summary>
    /// <returns>The text that is now certain; often empty.</returns>
    /// <exception cref="InvalidOperationException">The sequence was completed.</exception>
    public string Append(int token)
    {
        if (_isComplete)
            throw new InvalidOperationException("The sequence was completed; start a new detokenizer.");
        if (_stage is not null)
            ((PipelineTokenizer)_tokenizer).Feed(_stage, token, _skipsSpecial);
        else
            AppendBytes(token);
        return Take();
    }

    /// <summary>Ends the sequence.</summary>
    /// <returns>What was held back; an unfinished character becomes U+FFFD.</returns>
    public string Complete()
    {
        if (!_isComplete)
        {
            _isComplete = true;
            _stage?.Complete();
            Flush(_bytes.Count);
        }

        return Take();
    }

    private void AppendBytes(int token)
    {
        if (_skipsSpecial && _tokenizer.IsSpecial(token))
            return;
        _bytes.AddRange(_tokenizer.BytesOf(token));
        Flush(Utf8Boundary.CompleteLength(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_bytes)));
    }

    private void Flush(int count)
    {
        if (count == 0)
            return;
        _ready.Append(Encoding.UTF8.GetString(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_bytes)[..count]));
        _bytes.RemoveRange(0, count);
    }

    private string Take()
    {
        if (_ready.Length == 0)
            return "";
        var text = _ready.ToString();
        _ready.Clear();
        return text;
    }
}
