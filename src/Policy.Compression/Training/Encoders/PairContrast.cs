using System.Globalization;
using OptPolicy.Compression.Data.Texts;
using OptPolicy.Compression.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace OptPolicy.Compression.Training.Encoders;

/// <summary>
/// A text's partner comes nearer than the partners of the other texts of the batch and than the text's own hard negative: InfoNCE
/// (van den Oord et al. 2018), as in Sentence Transformers' multiple negatives ranking.
/// </summary>
/// <param name="model">The encoder.</param>
/// <param name="anchors">The texts.</param>
/// <param name="partners">For every text one that means the same.</param>
/// <param name="negatives">For every text one that only looks alike; <see langword="null"/> without.</param>
/// <param name="options">Rows of a step and seed.</param>
/// <param name="temperature">What cosines are divided by.</param>
public sealed class PairContrast(BertModel model, TextRows anchors, TextRows partners, TextRows? negatives, TrainingOptions options, double temperature = 0.05) : ITrainingCourse
{
    private readonly TextPlan _plan = new(anchors, options.Rows, options.Seed);

    /// <inheritdoc/>
    public string Identity => string.Create(CultureInfo.InvariantCulture, $"pairs {anchors.Hash} {partners.Hash} {negatives?.Hash} at {temperature}");

    /// <inheritdoc/>
    public ITrainedModel Model => model;

    /// <inheritdoc/>
    public (Tensor Loss, int Tokens) Loss(int step)
    {
        using var scope = NewDisposeScope();
        var chosen = _plan.RowsOf(step);
        DropoutSeed.Set(options.Seed, step);
        var tokens = 0;
        Tensor Encode(TextRows texts)
        {
            var batch = texts.Batch(chosen, model.Device);
            tokens += batch.Tokens;
            return nn.functional.normalize(model.Vectors(batch));
        }

        var given = Encode(anchors);
        var scores = given.matmul(Encode(partners).t());
        if (negatives is not null)
            scores = cat([scores, given.matmul(Encode(negatives).t())], 1);
        var own = arange(chosen.Count, ScalarType.Int64, model.Device);
        return (nn.functional.cross_entropy(scores / temperature, own).MoveToOuterDisposeScope(), tokens);
    }
}
