using Microsoft.ML.OnnxRuntime;

namespace OptPolicy.Kernels.Decoding;

/// <summary>
/// A lane over a graph whose present is a new tensor each call (past and new tokens concatenated). Works with every export, but
/// each call copies the cache and allocates, and both copies are in memory while it runs.
/// </summary>
internal sealed class GrowingCacheLane : OnnxDecoderLane
{
    private KeyValueCache _past;
    private KeyValueCache? _present;
    private BoundCall? _call;
    private OrtValue? _mask;
    private IntegerTensor? _sequenceLengths;
    private IntegerTensor? _totalLength;

    public GrowingCacheLane(DecoderModel model, int contextTokens)
        : base(model, contextTokens)
    {
        _past = new(model.Graph.KeyValues);
    }

    public override long AllocatedBytes => _past.Bytes;

    public override long BytesFor(int tokens) => 2 * Model.Graph.KeyValues.BytesPerSlot * (tokens + Slack);

    public override void Release()
    {
        Truncate(0);
        _past.Clear();
    }

    public override bool TryCopyFrom(DecoderLane source, int length)
    {
        if (source is not GrowingCacheLane other || other.Model != Model || !Model.Graph.KeyValues.IsHostMemory)
            return false;
        Truncate(0);
        _past.Resize(length, 0);
        _past.CopyFrom(other._past, length);
        Adopt(other.Tokens[..length]);
        return true;
    }

    protected override OrtIoBinding PrepareCall(ReadOnlySpan<int> tokens, CallShape shape)
    {
        var total = Length + shape.PaddedTokens;
        var attended = total + (Spec.HasCanonicalAttention ? 1 : 0);
        if (_past.Slots != Length || _past.IsEmpty)
            _past.Resize(Length, Length);
        Logits.EnsureRows(GraphRows(shape));
        HiddenRows?.EnsureRows(shape.PaddedTokens);

        var call = _call = new(Model, shape, GraphRows(shape), Logits, HiddenRows);
        call.Write(tokens, Length);
        BindLengths(call.Binding, total, attended);
        _present = new(Model.Graph.KeyValues);
        _present.Resize(attended, 0);
        for (var i = 0; i < _past.Count; i++)
        {
            call.Binding.BindInput(Model.Graph.PastNames[i], _past[i]);
            call.Binding.BindOutput(Model.Graph.PresentNames[i], _present[i]);
        }

        return call.Binding;
    }

    protected override void CompleteCall()
    {
        (_past, _present) = (_present!, _past);
        AbandonCall();
    }

    protected override void AbandonCall()
    {
        _call?.Dispose();
        _mask?.Dispose();
        _sequenceLengths?.Dispose();
        _totalLength?.Dispose();
        _present?.Dispose();
        (_call, _mask, _sequenceLengths, _totalLength, _present) = (null, null, null, null, null);
    }

    protected override void Dispose(bool disposing)
    {
        AbandonCall();
        _past.Dispose();
        base.Dispose(disposing);
    }

    private void BindLengths(OrtIoBinding binding, int total, int attended)
    {
        var (graph, names) = (Model.Graph, Spec.Bindings);
        if (graph.AttentionMask is { } maskType)
        {
            _mask = AttentionMask.Create(maskType, total);
            binding.BindInput(names.AttentionMask, _mask);
        }

        if (graph.SequenceLengths is { } sequenceType)
        {
            _sequenceLengths = new(sequenceType, 1);
            _sequenceLengths.Set(0, attended - 1);
            binding.BindInput(names.SequenceLengths, _sequenceLengths.Value);
        }

        if (graph.TotalLength is { } totalType)
        {
            _totalLength = new(totalType, 1);
            _totalLength.Set(0, attended);
            binding.BindInput(names.TotalLength, _totalLength.Value);
        }
    }
}
