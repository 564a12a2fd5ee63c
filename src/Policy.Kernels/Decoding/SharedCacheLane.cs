using System.Numerics;
using Microsoft.ML.OnnxRuntime;

namespace OptPolicy.Kernels.Decoding;

/// <summary>
/// A lane whose past and present are one preallocated buffer (GroupQueryAttention): a call writes its keys and values in place,
/// truncation is a smaller length, and a call of a shape that was seen before allocates nothing.
/// </summary>
internal sealed class SharedCacheLane : OnnxDecoderLane
{
    private const int InitialSlots = 256;

    /// <summary>Shapes to keep bound: the widths of speculation with all their rows, and some odd ends of prompts.</summary>
    private const int MostBoundCalls = 64;

    private readonly KeyValueCache _cache;
    private readonly Dictionary<CallShape, BoundCall> _calls = [];
    private readonly IntegerTensor? _sequenceLengths;
    private readonly IntegerTensor? _totalLength;
    private OrtValue? _mask;

    public SharedCacheLane(DecoderModel model, int contextTokens)
        : base(model, contextTokens)
    {
        _cache = new(model.Graph.KeyValues);
        if (model.Graph.SequenceLengths is { } sequenceType)
            _sequenceLengths = new(sequenceType, 1);
        if (model.Graph.TotalLength is { } totalType)
            _totalLength = new(totalType, 1);
    }

    public override long AllocatedBytes => _cache.Bytes;

    public override long BytesFor(int tokens) => Model.Graph.KeyValues.BytesPerSlot * SlotsFor(tokens);

    public override void Release()
    {
        Truncate(0);
        DropCalls();
        _cache.Clear();
    }

    public override bool TryCopyFrom(DecoderLane source, int length)
    {
        if (source is not SharedCacheLane other || other.Model != Model || !Model.Graph.KeyValues.IsHostMemory)
            return false;
        Truncate(0);
        EnsureSlots(length);
        _cache.CopyFrom(other._cache, length);
        Adopt(other.Tokens[..length]);
        return true;
    }

    protected override OrtIoBinding PrepareCall(ReadOnlySpan<int> tokens, CallShape shape)
    {
        var total = Length + shape.PaddedTokens;
        var attended = total + (Spec.HasCanonicalAttention ? 1 : 0);
        EnsureSlots(Length + tokens.Length);
        if (Logits.EnsureRows(GraphRows(shape)) | (HiddenRows?.EnsureRows(shape.PaddedTokens) ?? false))
            DropCalls();
        var call = Call(shape);
        call.Write(tokens, Length);
        _sequenceLengths?.Set(0, attended - 1);
        _totalLength?.Set(0, attended);
        BindMask(call.Binding, total);
        return call.Binding;
    }

    protected override void CompleteCall() => DropMask();

    protected override void AbandonCall() => DropMask();

    protected override void Dispose(bool disposing)
    {
        DropCalls();
        _cache.Dispose();
        _sequenceLengths?.Dispose();
        _totalLength?.Dispose();
        base.Dispose(disposing);
    }

    private int SlotsFor(int tokens)
    {
        var needed = tokens + Slack;
        var most = ContextTokens + Slack;
        return Model.Graph.KeyValues.IsHostMemory
            ? (int)Math.Min(most, BitOperations.RoundUpToPowerOf2((uint)Math.Max(needed, InitialSlots)))
            : most;
    }

    private void EnsureSlots(int tokens)
    {
        if (tokens + Slack <= _cache.Slots)
            return;
        DropCalls();
        try
        {
            _cache.Resize(SlotsFor(tokens), Length);
        }
        catch
        {
            // Some layers have the new size and some the old: nothing of it can be used.
            Release();
            throw;
        }
    }

    private BoundCall Call(CallShape shape)
    {
        if (_calls.TryGetValue(shape, out var call))
            return call;
        if (_calls.Count == MostBoundCalls)
            DropCalls();
        call = new(Model, shape, GraphRows(shape), Logits, HiddenRows);
        var (graph, names) = (Model.Graph, Spec.Bindings);
        if (_sequenceLengths is not null)
            call.Binding.BindInput(names.SequenceLengths, _sequenceLengths.Value);
        if (_totalLength is not null)
            call.Binding.BindInput(names.TotalLength, _totalLength.Value);
        for (var i = 0; i < _cache.Count; i++)
        {
            call.Binding.BindInput(graph.PastNames[i], _cache[i]);
            call.Binding.BindOutput(graph.PresentNames[i], _cache[i]);
        }

        _calls.Add(shape, call);
        return call;
    }

    /// <summary>A mask's shape changes with every call, so it cannot stay bound.</summary>
    private void BindMask(OrtIoBinding binding, int total)
    {
        if (Model.Graph.AttentionMask is not { } type)
            return;
        _mask = AttentionMask.Create(type, total);
        binding.BindInput(Spec.Bindings.AttentionMask, _mask);
    }

    private void DropMask()
    {
        _mask?.Dispose();
        _mask = null;
    }

    private void DropCalls()
    {
        foreach (var call in _calls.Values)
            call.Dispose();
        _calls.Clear();
    }
}
