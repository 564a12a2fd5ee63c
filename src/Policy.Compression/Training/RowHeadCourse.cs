using OptPolicy.Compression.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace OptPolicy.Compression.Training;

/// <summary>A draft head learns to foresee its target's answers, on rows that stand alone as in use.</summary>
/// <param name="objective">Head and target.</param>
/// <param name="plan">What each step reads.</param>
/// <param name="dataHash">Identifies what <paramref name="plan"/> reads.</param>
public sealed class RowHeadCourse(EagleObjective objective, RowPlan plan, string dataHash) : ITrainingCourse
{
    private const int RowsAtOnce = 64;

    /// <inheritdoc/>
    public string Identity => $"{objective.Name} on rows {dataHash}";

    /// <inheritdoc/>
    public ITrainedModel Model => objective.Model;

    /// <inheritdoc/>
    public (Tensor Loss, int Tokens) Loss(int step)
    {
        using var scope = NewDisposeScope();
        var batch = RowBatch.Of(plan.RowsOf(step));
        var (tokens, counted) = Tensors(batch);
        return (objective.LossWhere(tokens, counted).MoveToOuterDisposeScope(), batch.Tokens.Length);
    }

    /// <summary>Measures the head on the answers of some rows.</summary>
    public HeadEvaluation Evaluate(IEnumerable<TrainingRow> rows)
    {
        double positions = 0, first = 0, accepted = 0, loss = 0;
        foreach (var part in rows.OrderBy(row => row.Tokens.Count).Chunk(RowsAtOnce))
        {
            using var scope = NewDisposeScope();
            var (tokens, counted) = Tensors(RowBatch.Of(part));
            var measured = objective.Measure(tokens, counted);
            (positions, first, accepted, loss) = (positions + measured.Positions, first + measured.First, accepted + measured.Accepted, loss + measured.Loss);
        }

        return new HeadEvaluation(new Evaluation(loss / positions, first / positions, (int)positions), accepted / positions, objective.DraftTokens);
    }

    private (Tensor Tokens, Tensor Counted) Tensors(RowBatch batch)
    {
        var counted = new float[batch.Tokens.Length];
        foreach (var (index, position) in batch.Positions.Index())
            counted[position] = batch.Weights[index];
        return (tensor(batch.Tokens, [batch.Rows, batch.Length]).to(Model.Device), tensor(counted, [batch.Rows, batch.Length]).to(Model.Device));
    }
}
