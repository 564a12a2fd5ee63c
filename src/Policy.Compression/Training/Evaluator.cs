using OptPolicy.Compression.Data;
using OptPolicy.Compression.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace OptPolicy.Compression.Training;

/// <summary>Measures a model on held-out tokens, in consecutive sequences.</summary>
/// <param name="stream">The held-out tokens.</param>
/// <param name="rows">Sequences a forward pass.</param>
/// <param name="length">Tokens of a sequence.</param>
/// <param name="sequencesMax">At most this many sequences are read.</param>
public sealed class Evaluator(TokenStream stream, int rows, int length, int sequencesMax = int.MaxValue)
{
    /// <summary>Measures <paramref name="model"/>.</summary>
    /// <exception cref="TrainingDataException">There is not one whole sequence.</exception>
    public Evaluation Evaluate(LlamaModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var sequences = Math.Min(sequencesMax, (stream.Count - 1) / length);
        if (sequences < 1)
            throw new TrainingDataException($"{stream.Count} held-out tokens are fewer than one sequence of {length} + 1: hold out more or shorten the sequence");

        var device = model.Device;
        using var noGradient = no_grad();
        double loss = 0, hits = 0;
        for (var first = 0; first < sequences; first += rows)
        {
            using var scope = NewDisposeScope();
            var count = Math.Min(rows, sequences - first);
            var batch = new long[count * (length + 1)];
            for (var row = 0; row < count; row++)
                stream.CopyTo((first + row) * length, batch.AsSpan(row * (length + 1), length + 1));

            var tokens = tensor(batch, [count, length + 1]).to(device);
            var targets = tokens.narrow(1, 1, length).reshape(-1);
            var logits = model.forward(tokens.narrow(1, 0, length)).view(-1, model.Config.Shape.VocabularySize);
            loss += nn.functional.cross_entropy(logits, targets, reduction: nn.Reduction.Sum).item<float>();
            hits += logits.argmax(-1).eq(targets).sum().item<long>();
        }

        var predicted = sequences * length;
        return new Evaluation(loss / predicted, hits / predicted, predicted);
    }
}
