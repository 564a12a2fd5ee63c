using System.Numerics.Tensors;
using OptPolicy.Kernels;
using OptPolicy.Kernels.Decoding;

namespace OptPolicy.Compression.Pipeline.Measuring;

/// <summary>
/// Gives a model a text and asks at every place how likely the next token is to it: perplexity and token accuracy without generating anything.
/// </summary>
public static class ForcedReader
{
    private const int RowsMax = 128;

    /// <summary>Reads one text.</summary>
    /// <param name="model">The model.</param>
    /// <param name="text">The text; no longer than the model's context.</param>
    /// <param name="cancellationToken">Stops between calls.</param>
    public static async Task<ForcedReading> ReadAsync(LocalModel model, ForcedText text, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(text);
        using var lease = await model.Lanes.RentAsync(new LaneRequest(text.Tokens.AsMemory(0, text.Start)), cancellationToken).ConfigureAwait(false);
        return Read(lease.Lane, lease.CachedTokens, text, cancellationToken);
    }

    private static ForcedReading Read(DecoderLane lane, int cached, ForcedText text, CancellationToken cancellationToken)
    {
        // The logits of the last prompt token predict the first token of the answer.
        var (loss, right) = (0.0, 0);
        var place = Math.Min(cached, text.Start - 1);
        lane.Truncate(place);
        while (place < text.Tokens.Length - 1)
        {
            var isPrompt = place < text.Start - 1;
            var end = Math.Min(place + RowsMax, isPrompt ? text.Start - 1 : text.Tokens.Length - 1);
            var logits = lane.Forward(text.Tokens.AsSpan(place, end - place), isPrompt ? 1 : end - place, cancellationToken);
            var width = logits.Length / (isPrompt ? 1 : end - place);
            for (var row = 0; !isPrompt && row < end - place; row++)
            {
                var target = text.Tokens[place + row + 1];
                var scores = logits.Slice(row * width, width);
                loss += NegativeLogProbability(scores, target);
                right += TensorPrimitives.IndexOfMax(scores) == target ? 1 : 0;
            }

            place = end;
        }

        return new ForcedReading(text.Tokens.Length - text.Start, loss, right);
    }

    private static double NegativeLogProbability(ReadOnlySpan<float> scores, int target)
    {
        var largest = TensorPrimitives.Max(scores);
        var sum = 0.0;
        foreach (var score in scores)
            sum += Math.Exp(score - largest);
        return Math.Log(sum) + largest - scores[target];
    }
}
