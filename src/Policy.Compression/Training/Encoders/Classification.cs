using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using OptPolicy.Compression.Data.Texts;
using OptPolicy.Compression.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace OptPolicy.Compression.Training.Encoders;

/// <summary>Cross-entropy of the classes of texts, or of pairs of texts.</summary>
/// <param name="model">An encoder with a head.</param>
/// <param name="rows">The texts or pairs.</param>
/// <param name="labels">Their classes, as indices of the head's labels.</param>
/// <param name="options">Rows of a step and seed.</param>
/// <param name="smoothing">Share of the target that is spread over all classes.</param>
public sealed class Classification(BertModel model, TextRows rows, IReadOnlyList<int> labels, TrainingOptions options, double smoothing = 0) : ITrainingCourse
{
    private readonly TextPlan _plan = new(rows, options.Rows, options.Seed);
    private readonly int[] _labels = [.. labels];

    /// <inheritdoc/>
    public string Identity => string.Create(CultureInfo.InvariantCulture, $"classes {Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(_labels.AsSpan())))} of {rows.Hash}, smoothed {smoothing}");

    /// <inheritdoc/>
    public ITrainedModel Model => model;

    /// <inheritdoc/>
    public (Tensor Loss, int Tokens) Loss(int step)
    {
        using var scope = NewDisposeScope();
        var chosen = _plan.RowsOf(step);
        var batch = rows.Batch(chosen, model.Device);
        DropoutSeed.Set(options.Seed, step);
        var wanted = tensor(chosen.Select(r => (long)_labels[r]).ToArray(), device: model.Device);
        var loss = nn.functional.cross_entropy(model.Logits(batch), wanted, label_smoothing: smoothing);
        return (loss.MoveToOuterDisposeScope(), batch.Tokens);
    }
}
