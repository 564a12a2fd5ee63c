using Microsoft.ML.OnnxRuntime;

namespace OptPolicy.Kernels.Decoding;

/// <summary>The inputs and outputs of calls of one shape, bound once: running again only writes numbers.</summary>
internal sealed class BoundCall : IDisposable
{
    private readonly IntegerTensor _inputIds;
    private readonly IntegerTensor? _positionIds;
    private readonly IntegerTensor? _logitPositions;
    private readonly OrtValue _logits;
    private readonly OrtValue? _hidden;

    /// <summary>Binds all but the cache and the lengths.</summary>
    public BoundCall(DecoderModel model, CallShape shape, RowBuffer logits, RowBuffer? hidden)
    {
        var (graph, names) = (model.Graph, model.Spec.Bindings);
        Binding = model.Session.CreateIoBinding();
        _inputIds = new(graph.InputIds, 1, shape.Width);
        Binding.BindInput(names.InputIds, _inputIds.Value);
        if (graph.PositionIds is { } positionType)
        {
            _positionIds = new(positionType, 1, shape.Width);
            Binding.BindInput(names.PositionIds, _positionIds.Value);
        }

        if (graph.LogitPositions is { } rowType)
        {
            _logitPositions = new(rowType, shape.Rows);
            for (var row = 0; row < shape.Rows; row++)
                _logitPositions.Set(row, shape.Width - shape.Rows + row);
            Binding.BindInput(names.LogitPositions, _logitPositions.Value);
        }

        _logits = logits.CreateValue(shape.Rows);
        Binding.BindOutput(names.Logits, _logits);
        if (hidden is not null)
        {
            _hidden = hidden.CreateValue(shape.Width);
            Binding.BindOutput(names.HiddenStates, _hidden);
        }
    }

    public OrtIoBinding Binding { get; }

    public void Write(ReadOnlySpan<int> tokens, int firstPosition)
    {
        _inputIds.Fill(tokens);
        if (_positionIds is null)
            return;
        for (var i = 0; i < tokens.Length; i++)
            _positionIds.Set(i, firstPosition + i);
    }

    public void Dispose()
    {
        Binding.Dispose();
        _inputIds.Dispose();
        _positionIds?.Dispose();
        _logitPositions?.Dispose();
        _logits.Dispose();
        _hidden?.Dispose();
    }
}
