using Microsoft.ML.OnnxRuntime;
using OptPolicy.Kernels.Embedding;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Tokenization;

namespace OptPolicy.Quantization.Calibration;

/// <summary>Texts as calls of a text encoder, one at a time.</summary>
internal sealed class EncoderFeeds(EncoderFolder folder, Tokenizer tokenizer, IReadOnlyDictionary<string, NodeMetadata> inputs)
{
    private const string TokenTypes = "token_type_ids";

    public IReadOnlyList<Func<ModelFeed>> Rows(IReadOnlyList<(string Place, string Text)> texts, int tokensMax)
    {
        var encoder = new TextTokens(tokenizer, Math.Min(tokensMax, folder.Spec.MaxTokens));
        return [.. texts.Select(row => (Func<ModelFeed>)(() => Feed(row.Place, encoder.Encode(row.Text).Ids)))];
    }

    private ModelFeed Feed(string name, long[] ids)
    {
        var ones = new long[ids.Length];
        Array.Fill(ones, 1);
        var tensors = new Dictionary<string, FeedTensor>(StringComparer.Ordinal);
        foreach (var (input, metadata) in inputs)
        {
            var values = input == folder.Spec.InputIds ? ids
                : input == folder.Spec.AttentionMask ? ones
                : input == (folder.Spec.TokenTypeIds ?? TokenTypes) ? new long[ids.Length]
                : throw new LocalModelException($"The graph '{folder.GraphPath}' wants an input '{input}', which an encoder of text does not have.");
            tensors[input] = FeedTensor.Integers(metadata, input, values, 1, ids.Length);
        }

        return new(name, tensors);
    }
}
