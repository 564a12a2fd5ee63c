using OptPolicy.Compression.Data;
using OptPolicy.Compression.Models;
using static TorchSharp.torch;

namespace OptPolicy.Compression.Training;

/// <summary>How well a model predicts calibration text.</summary>
public static class CalibrationLoss
{
    /// <summary>Mean cross-entropy in nats per token.</summary>
    public static double Of(LlamaModel model, CalibrationText text)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(text);
        using var noGradient = no_grad();
        var loss = 0.0;
        foreach (var batch in text.Batches(model.Device))
        {
            using var scope = NewDisposeScope();
            var length = batch.shape[1] - 1;
            var logits = model.forward(batch.narrow(1, 0, length)).view(-1, model.Config.Shape.VocabularySize);
            loss += nn.functional.cross_entropy(logits, batch.narrow(1, 1, length).reshape(-1), reduction: nn.Reduction.Sum).item<float>();
        }

        return loss / text.Tokens;
    }
}
