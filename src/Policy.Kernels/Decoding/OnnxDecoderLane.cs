using Microsoft.ML.OnnxRuntime;
using OptPolicy.Kernels.Models;

namespace OptPolicy.Kernels.Decoding;

/// <summary>What lanes over ONNX Runtime share: the tokens, the small inputs and the outputs of a call, and its cancellation.</summary>
internal abstract class OnnxDecoderLane : DecoderLane
{
    /// <summary>Logits of graphs that compute every row would take 66 MB for 128 rows of a vocabulary of 128,000; such graphs get shorter chunks.</summary>
    private const int MaxLogitBytesPerChunk = 16 << 20;

    private readonly RunOptions _run = new();
    private int[] _tokens = [];
    private int _length;
    private int _hiddenRows;
    private bool _isDisposed;

    protected OnnxDecoderLane(DecoderModel model, int contextTokens)
    {
        Model = model;
        ContextTokens = contextTokens;
        Logits = new(model.Graph.Logits, model.Spec.VocabularySize);
        if (model.Graph.HiddenStates is { } type)
            HiddenRows = new(type, model.Spec.Bindings.HiddenWidth);
    }

    public override DecoderSpec Spec => Model.Spec;

    public override ReadOnlySpan<int> Tokens => _tokens.AsSpan(0, _length);

    public override int Capacity => ContextTokens - (RowMultiple - 1);

    public override ReadOnlySpan<float> Hidden => HiddenRows is null ? [] : HiddenRows.Read(0, _hiddenRows);

    public override int PrefillChunk => ComputesEveryRow
        ? Math.Clamp(MaxLogitBytesPerChunk / (Spec.VocabularySize * sizeof(float)), 1, Prefill.DefaultChunkTokens)
        : Prefill.DefaultChunkTokens;

    /// <summary>The slots that a call may write past its tokens: rows of padding, and the repeated row of canonical attention.</summary>
    protected int Slack => RowMultiple - 1 + (Spec.HasCanonicalAttention ? 1 : 0);

    protected DecoderModel Model { get; }

    protected int ContextTokens { get; }

    protected RowBuffer Logits { get; }

    protected RowBuffer? HiddenRows { get; }

    private bool ComputesEveryRow => Spec.Bindings is { LogitPositions: null, LogitRows: LogitRows.All };

    public sealed override Span<float> Forward(ReadOnlySpan<int> tokens, int logitRows, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        Check(tokens, logitRows);
        cancellationToken.ThrowIfCancellationRequested();

        var shape = new CallShape(tokens.Length, logitRows, RowMultiple);
        Run(tokens, shape, cancellationToken);
        Keep(tokens);
        _hiddenRows = tokens.Length;
        return Logits.Read(ComputesEveryRow ? tokens.Length - logitRows : 0, logitRows);
    }

    public override void Truncate(int length)
    {
        if ((uint)length > (uint)_length)
            throw new ArgumentOutOfRangeException(nameof(length), length, $"The cache holds {_length} tokens.");
        _length = length;
    }

    /// <summary>Makes the inputs and outputs of a call over <paramref name="tokens"/> ready.</summary>
    protected abstract OrtIoBinding PrepareCall(ReadOnlySpan<int> tokens, CallShape shape);

    /// <summary>Rows of logits that the graph computes in a call of this shape.</summary>
    protected int GraphRows(CallShape shape) => Spec.Bindings switch
    {
        { LogitPositions: not null } => shape.PaddedRows,
        { LogitRows: LogitRows.All } => shape.PaddedTokens,
        _ => 1,
    };

    /// <summary>Called after a run that succeeded, before its tokens count as cached.</summary>
    protected virtual void CompleteCall()
    {
    }

    /// <summary>Called after a run that did not: the cache is as it was.</summary>
    protected virtual void AbandonCall()
    {
    }

    protected void Adopt(ReadOnlySpan<int> tokens)
    {
        _length = 0;
        Keep(tokens);
    }

    protected override void Dispose(bool disposing)
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        _run.Dispose();
        Model.Release();
    }

    private void Check(ReadOnlySpan<int> tokens, int logitRows)
    {
        if (tokens.IsEmpty)
            throw new ArgumentException("A call needs at least one token.", nameof(tokens));
        if (logitRows < 1 || logitRows > tokens.Length)
            throw new ArgumentException($"{logitRows} rows of logits were asked of {tokens.Length} tokens.", nameof(logitRows));
        if (logitRows > 1 && Spec.Bindings is { LogitPositions: null, LogitRows: LogitRows.Last })
            throw new ArgumentException("The graph computes logits of the last token only; it cannot verify drafts.", nameof(logitRows));
        if (tokens.Length > Capacity - _length)
            throw ContextLimit.Exceeded(_length, tokens.Length, Capacity, nameof(tokens));
        foreach (var token in tokens)
        {
            if ((uint)token >= (uint)Spec.VocabularySize)
                throw new ArgumentException($"Token {token} is outside the model's vocabulary of {Spec.VocabularySize}. The tokenizer belongs to another model.", nameof(tokens));
        }
    }

    private void Run(ReadOnlySpan<int> tokens, CallShape shape, CancellationToken cancellationToken)
    {
        var succeeded = false;
        var registration = cancellationToken.UnsafeRegister(static run => ((RunOptions)run!).Terminate = true, _run);
        try
        {
            Model.Session.RunWithBinding(_run, PrepareCall(tokens, shape));
            CompleteCall();
            succeeded = true;
        }
        catch (OnnxRuntimeException error) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("The call was cancelled; the cache is as it was before.", error, cancellationToken);
        }
        catch (OnnxRuntimeException error)
        {
            throw new LocalModelException($"The model failed in a call of {tokens.Length} tokens after {_length} on {Model.Device.ExecutionProvider}: {error.Message} If memory ran out, use fewer lanes or a smaller context.", error);
        }
        finally
        {
            // Waits for a callback that is running, so that the flag cannot be set again after it is reset.
            registration.Dispose();
            _run.Terminate = false;
            if (!succeeded)
                AbandonCall();
        }
    }

    private void Keep(ReadOnlySpan<int> tokens)
    {
        if (_length + tokens.Length > _tokens.Length)
            Array.Resize(ref _tokens, Math.Min(Capacity, Math.Max(256, 2 * (_length + tokens.Length))));
        tokens.CopyTo(_tokens.AsSpan(_length));
        _length += tokens.Length;
    }
}
