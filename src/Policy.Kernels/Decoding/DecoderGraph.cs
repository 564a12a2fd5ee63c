using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using OptPolicy.Kernels.Models;

namespace OptPolicy.Kernels.Decoding;

/// <summary>The loaded graph's inputs and outputs, checked against what the folder says of them.</summary>
internal sealed class DecoderGraph
{
    private readonly InferenceSession _session;
    private readonly string _path;

    public DecoderGraph(InferenceSession session, DecoderSpec spec, string path)
    {
        _session = session;
        _path = path;
        var bindings = spec.Bindings;
        PastNames = Names(bindings.PastKey, bindings.PastValue, spec.Layers);
        PresentNames = Names(bindings.PresentKey, bindings.PresentValue, spec.Layers);
        InputIds = Input(bindings.InputIds).ElementDataType;
        AttentionMask = InputType(bindings.AttentionMask);
        PositionIds = InputType(bindings.PositionIds);
        SequenceLengths = InputType(bindings.SequenceLengths);
        TotalLength = InputType(bindings.TotalLength);
        LogitPositions = InputType(bindings.LogitPositions);
        Logits = Output(bindings.Logits, spec.VocabularySize).ElementDataType;
        if (bindings.HiddenStates is { } hidden)
            HiddenStates = Output(hidden, bindings.HiddenWidth).ElementDataType;
        RefuseUnknownInputs(bindings);
        KeyValues = Layout(spec);
    }

    public TensorElementType InputIds { get; }

    public TensorElementType? AttentionMask { get; }

    public TensorElementType? PositionIds { get; }

    public TensorElementType? SequenceLengths { get; }

    public TensorElementType? TotalLength { get; }

    public TensorElementType? LogitPositions { get; }

    public TensorElementType Logits { get; }

    public TensorElementType? HiddenStates { get; }

    public KeyValueLayout KeyValues { get; }

    public string[] PastNames { get; }

    public string[] PresentNames { get; }

    private static string[] Names(string key, string value, int layers) =>
        [.. Enumerable.Range(0, 2 * layers).Select(i => string.Format(CultureInfo.InvariantCulture, i % 2 == 0 ? key : value, i / 2))];

    private NodeMetadata Input(string name) =>
        _session.InputMetadata.TryGetValue(name, out var metadata) ? metadata : throw Mismatch("input", name, _session.InputNames);

    private TensorElementType? InputType(string? name) => name is null ? null : Input(name).ElementDataType;

    private NodeMetadata Output(string name, int width)
    {
        if (!_session.OutputMetadata.TryGetValue(name, out var metadata))
            throw Mismatch("output", name, _session.OutputNames);
        if (metadata.Dimensions is [.., > 0 and var actual] && actual != width)
            throw new LocalModelException($"The output '{name}' of '{_path}' has rows of {actual} numbers, and the folder's configuration says {width}. The graph and the configuration belong to different models.");
        return metadata;
    }

    private void RefuseUnknownInputs(DecoderBindings bindings)
    {
        string?[] known = [bindings.InputIds, bindings.AttentionMask, bindings.PositionIds, bindings.SequenceLengths, bindings.TotalLength, bindings.LogitPositions, .. PastNames];
        var unknown = _session.InputNames.Except(known, StringComparer.Ordinal).ToList();
        if (unknown.Count > 0)
            throw new LocalModelException($"'{_path}' wants the inputs {string.Join(", ", unknown)}, which a decoder-only text model does not have. Export it as a decoder with past key values.");
        foreach (var name in PresentNames)
        {
            if (!_session.OutputMetadata.ContainsKey(name))
                throw Mismatch("output", name, _session.OutputNames);
        }
    }

    private KeyValueLayout Layout(DecoderSpec spec)
    {
        var past = Input(PastNames[0]);
        if (past.Dimensions is not [_, var heads, _, var width])
            throw new LocalModelException($"The input '{PastNames[0]}' of '{_path}' has {past.Dimensions.Length} dimensions; [batch, heads, tokens, width] is expected.");
        if ((heads > 0 && heads != spec.KeyValueHeads) || (width > 0 && width != spec.HeadDimension))
            throw new LocalModelException($"The cache of '{_path}' has {heads} heads of width {width}, and the folder's configuration says {spec.KeyValueHeads} of {spec.HeadDimension}. The graph and the configuration belong to different models.");
        _ = Input(PastNames[^1]);

        using var places = _session.GetMemoryInfosForInputs();
        var place = places[_session.InputNames.ToList().IndexOf(PastNames[0])];
        var isHost = place.GetDeviceType() == OrtMemoryInfoDeviceType.CPU;
        var allocator = isHost ? OrtAllocator.DefaultInstance : new OrtAllocator(_session, place);
        return new(spec.Layers, spec.KeyValueHeads, spec.HeadDimension, past.ElementDataType, allocator, isHost);
    }

    private LocalModelException Mismatch(string what, string name, IEnumerable<string> actual) => new(
        $"'{_path}' has no {what} '{name}'; it has {string.Join(", ", actual.Take(8))}. The folder's configuration belongs to another graph, or the graph was exported without past key values.");
}
