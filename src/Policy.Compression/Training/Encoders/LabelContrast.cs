using System.Globalization;
using System.Security.Cryptography;
using System.Runtime.InteropServices;
using OptPolicy.Compression.Data.Texts;
using OptPolicy.Compression.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace OptPolicy.Compression.Training.Encoders;

/// <summary>Texts of one class come together and texts of others go apart (supervised contrastive learning, Khosla et al. 2020, loss "out").</summary>
public sealed class LabelContrast : ITrainingCourse
{
    private const float Excluded = -1e9f;
    private readonly BertModel _model;
    private readonly TextRows _rows;
    private readonly long[] _labels;
    private readonly TrainingOptions _options;
    private readonly double _temperature;
    private readonly LabelPlan _plan;

    /// <summary>Creates the course.</summary>
    /// <param name="model">The encoder.</param>
    /// <param name="rows">The texts.</param>
    /// <param name="labels">Their classes.</param>
    /// <param name="options">Rows of a step and seed.</param>
    /// <param name="perClass">Rows of a class in a step.</param>
    /// <param name="temperature">What cosines are divided by.</param>
    public LabelContrast(BertModel model, TextRows rows, IReadOnlyList<int> labels, TrainingOptions options, int perClass = 4, double temperature = 0.1)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_model, _rows, _options, _temperature) = (model, rows, options, temperature);
        _labels = [.. labels.Select(l => (long)l)];
        _plan = new LabelPlan(labels, Math.Max(2, options.Rows / perClass), perClass, options.Seed);
    }

    /// <inheritdoc/>
    public string Identity => string.Create(CultureInfo.InvariantCulture,
        $"contrast of {_rows.Hash} by {Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(_labels.AsSpan())))} at {_temperature}");

    /// <inheritdoc/>
    public ITrainedModel Model => _model;

    /// <inheritdoc/>
    public (Tensor Loss, int Tokens) Loss(int step)
    {
        using var scope = NewDisposeScope();
        var chosen = _plan.RowsOf(step);
        var batch = _rows.Batch(chosen, _model.Device);
        DropoutSeed.Set(_options.Seed, step);
        var vectors = nn.functional.normalize(_model.Vectors(batch));
        var labels = tensor(chosen.Select(r => _labels[r]).ToArray(), device: _model.Device);
        var self = eye(chosen.Count, device: _model.Device);
        var same = labels.unsqueeze(0).eq(labels.unsqueeze(1)).to_type(ScalarType.Float32) - self;
        var scores = nn.functional.log_softmax(vectors.matmul(vectors.t()) / _temperature + self * Excluded, -1);
        var loss = (scores * same).sum(-1) / same.sum(-1).clamp_min(1);
        return (loss.mean().neg().MoveToOuterDisposeScope(), batch.Tokens);
    }
}
