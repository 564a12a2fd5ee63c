using OptPolicy.Compression.Data;
using OptPolicy.Compression.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace OptPolicy.Compression.Training;

/// <summary>
/// Measures how well a model answers. Whether its greedy answer would be the wanted one is known without writing it: it is if, and only if, every token
/// of the wanted answer is the most likely one after those before it.
/// </summary>
public sealed class RowEvaluator
{
    private const int RowsAtOnce = 64;
    private readonly TrainingRow[] _rows;

    /// <summary>Creates an evaluator.</summary>
    /// <param name="rows">Rows in which only answers count.</param>
    public RowEvaluator(IEnumerable<TrainingRow> rows) => _rows = [.. rows.OrderBy(row => row.Tokens.Count)];

    /// <summary>Measures <paramref name="model"/>.</summary>
    public Evaluation Evaluate(LlamaModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var noGradient = no_grad();
        double loss = 0;
        var (hits, predicted, exact) = (0, 0, 0);
        foreach (var rows in _rows.Chunk(RowsAtOnce))
        {
            using var scope = NewDisposeScope();
            var batch = RowBatch.Of(rows);
            var tokens = tensor(batch.Tokens, [batch.Rows, batch.Length]).to(model.Device);
            var targets = tensor(batch.Targets).to(model.Device);
            var logits = model.LogitsAt(tokens, tensor(batch.Positions).to(model.Device));
            loss += nn.functional.cross_entropy(logits, targets, reduction: nn.Reduction.Sum).item<float>();
            var isHit = logits.argmax(-1).eq(targets).cpu().data<bool>().ToArray();
            hits += isHit.Count(hit => hit);
            predicted += isHit.Length;
            exact += batch.Rows - isHit.Index().Where(hit => !hit.Item).Select(hit => batch.Positions[hit.Index] / batch.Length).Distinct().Count();
        }

        return new Evaluation(loss / predicted, (double)hits / predicted, predicted) { ExactAnswers = (double)exact / _rows.Length };
    }
}
