using OptPolicy.Compression.Data;
using OptPolicy.Compression.Models;
using static TorchSharp.torch;

namespace OptPolicy.Compression.Pruning;

/// <summary>
/// How much each part of a model does on calibration text, from forward passes alone (Minitron, arXiv:2407.14679, §2.2): a head by the
/// length of its output, a neuron by its activation, a channel by what the norms let through. Immutable.
/// </summary>
public sealed class ActivationImportance
{
    private ActivationImportance(float[][] heads, float[][] neurons, float[] channels) => (Heads, Neurons, Channels) = (heads, neurons, channels);

    /// <summary>Mean length of each query head's output, layer by layer.</summary>
    public IReadOnlyList<float[]> Heads { get; }

    /// <summary>
    /// Root mean square of each neuron's activation times the length of the column it is written with, layer by layer: with a gate, the
    /// activation alone says little about what a neuron adds to the residual stream.
    /// </summary>
    public IReadOnlyList<float[]> Neurons { get; }

    /// <summary>Mean magnitude of each channel behind the norms of all layers.</summary>
    public float[] Channels { get; }

    /// <summary>Reads calibration text.</summary>
    public static ActivationImportance Measure(LlamaModel model, CalibrationText text)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(text);
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var shape = model.Config.Shape;
        Tensor[] heads = [.. Enumerable.Range(0, shape.Layers).Select(_ => zeros(shape.Heads, dtype: ScalarType.Float64))];
        Tensor[] neurons = [.. Enumerable.Range(0, shape.Layers).Select(_ => zeros(shape.FeedForwardSize, dtype: ScalarType.Float64))];
        var channels = zeros(shape.HiddenSize, dtype: ScalarType.Float64);
        var projections = model.Projections().ToDictionary(p => p.Name, p => p.Projection, StringComparer.Ordinal);
        for (var i = 0; i < shape.Layers; i++)
        {
            var (layer, attention, feedForward) = (i, $"model.layers.{i}.self_attn", $"model.layers.{i}.mlp");
            projections[$"{attention}.o_proj"].InputSeen = input => Add(heads[layer], input.view(-1, shape.Heads, shape.HeadDimension).square().sum(-1).sqrt().sum([0L]));
            projections[$"{feedForward}.down_proj"].InputSeen = input => Add(neurons[layer], input.view(-1, shape.FeedForwardSize).square().sum([0L]));
            projections[$"{attention}.q_proj"].InputSeen = AddChannels;
            projections[$"{feedForward}.gate_proj"].InputSeen = AddChannels;
        }

        try
        {
            foreach (var batch in text.Batches(model.Device))
                model.forward(batch.narrow(1, 0, batch.shape[1] - 1)).Dispose();
        }
        finally
        {
            foreach (var (_, projection) in projections)
                projection.InputSeen = null;
        }

        double tokens = text.Tokens;
        return new ActivationImportance(
            [.. heads.Select(h => Values(h / tokens))],
            [.. neurons.Select((n, i) => Values((n / tokens).sqrt() * projections[$"model.layers.{i}.mlp.down_proj"].Weight.cpu().to_type(ScalarType.Float64).square().sum([0L]).sqrt()))],
            Values(channels / tokens));

        void AddChannels(Tensor input) => Add(channels, input.view(-1, shape.HiddenSize).abs().sum([0L]));
    }

    private static void Add(Tensor sum, Tensor values) => sum.add_(values.to_type(ScalarType.Float64).cpu());

    private static float[] Values(Tensor tensor) => tensor.to_type(ScalarType.Float32).data<float>().ToArray();
}
