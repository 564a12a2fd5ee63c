using System.Globalization;
using OptPolicy.Compression.Data.Texts;
using OptPolicy.Compression.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace OptPolicy.Compression.Training.Encoders;

/// <summary>
/// An encoder learns the vectors that a teacher gives to texts without labels: one minus their cosine, and the squared difference of the
/// similarities within a batch (Tung and Mori 2019), which is what neighbours are found by.
/// </summary>
/// <param name="model">The student.</param>
/// <param name="rows">The texts.</param>
/// <param name="teacher">Their vectors, row by row.</param>
/// <param name="options">Rows of a step and seed.</param>
/// <param name="similarityWeight">Weight of the similarities against the vectors themselves.</param>
public sealed class VectorRegression(BertModel model, TextRows rows, TeacherVectors teacher, TrainingOptions options, double similarityWeight = 5) : ITrainingCourse
{
    private readonly TextPlan _plan = new(rows, options.Rows, options.Seed);

    /// <inheritdoc/>
    public string Identity => string.Create(CultureInfo.InvariantCulture, $"vectors {teacher.Hash} of {rows.Hash}, similarities {similarityWeight}");

    /// <inheritdoc/>
    public ITrainedModel Model => model;

    /// <inheritdoc/>
    public (Tensor Loss, int Tokens) Loss(int step)
    {
        using var scope = NewDisposeScope();
        var chosen = _plan.RowsOf(step);
        var batch = rows.Batch(chosen, model.Device);
        DropoutSeed.Set(options.Seed, step);
        var given = nn.functional.normalize(model.Vectors(batch));
        var wanted = teacher.Of(chosen, model.Device);
        var direction = (1 - (given * wanted).sum(-1)).mean();
        var similarities = (given.matmul(given.t()) - wanted.matmul(wanted.t())).square().mean();
        return ((direction + similarities * similarityWeight).MoveToOuterDisposeScope(), batch.Tokens);
    }
}
