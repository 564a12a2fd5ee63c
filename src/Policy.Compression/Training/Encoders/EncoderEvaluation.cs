using OptPolicy.Compression.Data.Texts;
using OptPolicy.Compression.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace OptPolicy.Compression.Training.Encoders;

/// <summary>Measures encoders on texts that they were not trained on.</summary>
public static class EncoderEvaluation
{
    private const int BatchRows = 64;

    /// <summary>How often the nearest labelled text has a text's own class. The loss is one minus that.</summary>
    /// <param name="model">An encoder that gives vectors.</param>
    /// <param name="known">The labelled texts.</param>
    /// <param name="knownLabels">Their classes.</param>
    /// <param name="asked">The texts to find neighbours for.</param>
    /// <param name="askedLabels">Their classes.</param>
    public static Evaluation NearestNeighbour(BertModel model, TextRows known, IReadOnlyList<int> knownLabels, TextRows asked, IReadOnlyList<int> askedLabels)
    {
        ArgumentNullException.ThrowIfNull(asked);
        ArgumentNullException.ThrowIfNull(knownLabels);
        ArgumentNullException.ThrowIfNull(askedLabels);
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var nearest = Vectors(model, asked).matmul(Vectors(model, known).t()).argmax(-1).data<long>().ToArray();
        var hits = nearest.Where((row, i) => knownLabels[(int)row] == askedLabels[i]).Count();
        var accuracy = (double)hits / asked.Count;
        return new Evaluation(1 - accuracy, accuracy, asked.Count);
    }

    /// <summary>Cross-entropy and accuracy of an encoder with a head.</summary>
    public static Evaluation Classification(BertModel model, TextRows rows, IReadOnlyList<int> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        double loss = 0, hits = 0;
        Each(model, rows, (batch, chosen) =>
        {
            var logits = model.Logits(batch);
            var wanted = tensor(chosen.Select(r => (long)labels[r]).ToArray(), device: model.Device);
            loss += nn.functional.cross_entropy(logits, wanted, reduction: nn.Reduction.Sum).item<float>();
            hits += logits.argmax(-1).eq(wanted).sum().item<long>();
        });
        return new Evaluation(loss / rows.Count, hits / rows.Count, rows.Count);
    }

    /// <summary>The vectors of texts, of length 1, [rows, hidden], in the caller's dispose scope.</summary>
    public static Tensor Vectors(BertModel model, TextRows rows)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(rows);
        var vectors = zeros(rows.Count, model.Config.Shape.HiddenSize);
        Each(model, rows, (batch, chosen) =>
        {
            var found = nn.functional.normalize(model.Vectors(batch)).cpu();
            vectors.index_copy_(0, tensor(chosen.Select(r => (long)r).ToArray()), found);
        });
        return vectors;
    }

    private static void Each(BertModel model, TextRows rows, Action<TextBatch, int[]> use)
    {
        var wasTraining = model.training;
        model.eval();
        using var noGradient = no_grad();
        foreach (var chosen in Enumerable.Range(0, rows.Count).OrderBy(rows.LengthOf).Chunk(BatchRows))
        {
            using var scope = NewDisposeScope();
            use(rows.Batch(chosen, model.Device), chosen);
        }

        model.train(wasTraining);
    }
}
