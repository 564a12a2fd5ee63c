using System.Numerics;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using OptPolicy.Kernels.Decoding;
using OptPolicy.Kernels.Models;

namespace OptPolicy.Kernels.Speculation;

/// <summary>A draft head's lane on ONNX Runtime: past and present are one buffer, which doubles when it is full.</summary>
internal sealed class OnnxDraftHeadLane : DraftHeadLane
{
    private const int InitialSlots = 256;

    private readonly DraftHead _head;
    private readonly DraftHeadSpec _spec;
    private readonly int[] _targetTokens;
    private readonly InferenceSession _session;
    private readonly KeyValueCache _cache;
    private readonly RunOptions _run = new();
    private readonly float[] _logits;
    private int _length;
    private bool _isDisposed;

    public OnnxDraftHeadLane(DraftHead head, int[] targetTokens, InferenceSession session)
    {
        _head = head;
        _spec = head.Spec;
        _targetTokens = targetTokens;
        _session = session;
        _cache = new KeyValueCache(new KeyValueLayout(1, _spec.KeyValueHeads, _spec.HeadDimension, TensorElementType.Float, OrtAllocator.DefaultInstance, IsHostMemory: true));
        _logits = new float[_spec.DraftVocabularySize];
    }

    public override int HiddenSize => _spec.HiddenSize;

    public override int FeatureWidth => 3 * _spec.HiddenSize;

    public override int VocabularySize => _spec.VocabularySize;

    public override ReadOnlySpan<int> TargetTokens => _targetTokens;

    public override int Capacity => _spec.ContextTokens;

    public override int Length => _length;

    public override Span<float> Forward(ReadOnlySpan<int> tokens, ReadOnlySpan<float> features, ReadOnlySpan<float> states, Span<float> nextState, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var total = _length + tokens.Length;
        if (total > Capacity)
            throw new ArgumentException($"{total} rows exceed the head's context of {Capacity}.", nameof(tokens));
        if (total > _cache.Slots)
            _cache.Resize((int)Math.Min(Capacity, BitOperations.RoundUpToPowerOf2((uint)Math.Max(total, InitialSlots))), _length);

        var ids = new long[tokens.Length];
        for (var i = 0; i < ids.Length; i++)
            ids[i] = tokens[i];
        using var binding = _session.CreateIoBinding();
        using var idValue = OrtValue.CreateTensorValueFromMemory(ids, [1, ids.Length]);
        using var featureValue = OrtValue.CreateTensorValueFromMemory(features.ToArray(), [1, features.Length / FeatureWidth, FeatureWidth]);
        using var stateValue = OrtValue.CreateTensorValueFromMemory(states.ToArray(), [1, states.Length / HiddenSize, HiddenSize]);
        using var sequenceValue = OrtValue.CreateTensorValueFromMemory(new[] { total - 1 }, [1]);
        using var totalValue = OrtValue.CreateTensorValueFromMemory(new[] { total }, [1]);
        using var positionValue = OrtValue.CreateTensorValueFromMemory(new[] { tokens.Length - 1L }, [1]);
        using var logits = OrtValue.CreateTensorValueFromMemory(_logits, [1, 1, _logits.Length]);
        var nextStates = new float[tokens.Length * HiddenSize];
        using var nextValue = OrtValue.CreateTensorValueFromMemory(nextStates, [1, tokens.Length, HiddenSize]);
        binding.BindInput(_spec.InputIds, idValue);
        binding.BindInput(_spec.Features, featureValue);
        binding.BindInput(_spec.States, stateValue);
        binding.BindInput(_spec.SequenceLengths, sequenceValue);
        binding.BindInput(_spec.TotalLength, totalValue);
        binding.BindInput(_spec.LogitPositions, positionValue);
        binding.BindInput(_spec.PastKey, _cache[0]);
        binding.BindInput(_spec.PastValue, _cache[1]);
        binding.BindOutput(_spec.PresentKey, _cache[0]);
        binding.BindOutput(_spec.PresentValue, _cache[1]);
        binding.BindOutput(_spec.Logits, logits);
        binding.BindOutput(_spec.NextStates, nextValue);
        _session.RunWithBinding(_run, binding);
        _length = total;
        nextStates.AsSpan(^HiddenSize..).CopyTo(nextState);
        return _logits;
    }

    public override void Truncate(int length)
    {
        if ((uint)length > (uint)_length)
            throw new ArgumentOutOfRangeException(nameof(length), length, $"The cache holds {_length} rows.");
        _length = length;
    }

    protected override void Dispose(bool disposing)
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        _cache.Dispose();
        _run.Dispose();
        _head.Release();
    }
}
