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
    public BoundCall(DecoderModel model, CallShape shape, int graphRows, RowBuffer logits, RowBuffer? hidden)
    {
        var (graph, names) = (model.Graph, model.Spec.Bindings);
        Binding = model.Session.CreateIoBinding();
        _inputIds = new(graph.InputIds, 1, shape.PaddedTokens);
        Binding.BindInput(names.InputIds, _inputIds.Value);
        if (graph.PositionIds is { } positionType)
        {
            _positionIds = new(positionType, 1, shape.PaddedTokens);
            Binding.BindInput(names.PositionIds, _positionIds.Value);
        }

        if (graph.LogitPositions is { } rowType)
        {
            _logitPositions = new(rowType, graphRows);
            for (var row = 0; row < graphRows; row++)
                _logitPositions.Set(row, Math.Min(shape.Tokens - shape.Rows + row, shape.PaddedTokens - 1));
            Binding.BindInput(names.LogitPositions, _logitPositions.Value);
        }

        _logits = logits.CreateValue(graphRows);
        Binding.BindOutput(names.Logits, _logits);
        if (hidden is not null)
        {
            _hidden = hidden.CreateValue(shape.PaddedTokens);
            Binding.BindOutput(names.HiddenStates, _hidden);
        }
    }

    public OrtIoBinding Binding { get; }

    /// <summary>Writes the tokens, the last one again in each row of padding, and their positions.</summary>
    public void Write(ReadOnlySpan<int> tokens, int firstPosition)
    {
        _inputIds.Fill(tokens);
        for (var i = tokens.Length; i < _inputIds.Count; i++)
            _inputIds.Set(i, tokens[^1]);
        for (var i = 0; i < _positionIds?.Count; i++)
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
