using System.Globalization;
using OptPolicy.Compression.Data;
using OptPolicy.Compression.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace OptPolicy.Compression.Training;

/// <summary>
/// Learns rows that stand alone, from the data and, where there is one, from a teacher's distributions (Hinton et al. 2015; temperature 1).
/// Only positions whose prediction counts pass through the output matrix.
/// </summary>
/// <param name="model">The model to train; not owned.</param>
/// <param name="plan">What each step reads.</param>
/// <param name="options">Noise, smoothing and the teacher's share.</param>
/// <param name="dataHash">Identifies what <paramref name="plan"/> reads.</param>
/// <param name="teacher">A frozen model with the same tokenizer; not owned.</param>
public sealed class RowCourse(LlamaModel model, RowPlan plan, RowCourseOptions options, string dataHash, LlamaModel? teacher = null) : ITrainingCourse
{
    /// <inheritdoc/>
    public string Identity => string.Create(CultureInfo.InvariantCulture, $"rows {dataHash}, {options}, taught by {teacher?.Description ?? "the data"}");

    /// <inheritdoc/>
    public ITrainedModel Model => model;

    /// <inheritdoc/>
    public (Tensor Loss, int Tokens) Loss(int step)
    {
        using var scope = NewDisposeScope();
        var batch = RowBatch.Of(plan.RowsOf(step));
        var tokens = tensor(batch.Tokens, [batch.Rows, batch.Length]).to(model.Device);
        var (positions, targets) = (tensor(batch.Positions).to(model.Device), tensor(batch.Targets).to(model.Device));
        var weights = tensor(batch.Weights).to(model.Device);
        weights /= weights.sum();

        Tensor given;
        using (model.Drop(options.Dropout, options.Seed ^ ((ulong)(uint)step << 20)))
            given = nn.functional.log_softmax(model.LogitsAt(tokens, positions), -1);
        var surprise = given.gather(-1, targets.unsqueeze(-1)).squeeze(-1).neg();
        if (options.LabelSmoothing > 0)
            surprise = surprise * (1 - options.LabelSmoothing) - given.mean([-1]) * options.LabelSmoothing;
        if (teacher is not null)
            surprise = surprise * (1 - options.TeacherShare) + Divergence(tokens, positions, given) * options.TeacherShare;
        return ((surprise * weights).sum().MoveToOuterDisposeScope(), batch.Tokens.Length);
    }

    private Tensor Divergence(Tensor tokens, Tensor positions, Tensor given)
    {
        Tensor wanted;
        using (no_grad())
            wanted = nn.functional.log_softmax(teacher!.LogitsAt(tokens, positions), -1);
        return (wanted.exp() * (wanted - given)).sum(-1);
    }
}
