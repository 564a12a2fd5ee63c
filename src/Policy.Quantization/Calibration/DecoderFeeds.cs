using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Tokenization;

namespace OptPolicy.Quantization.Calibration;

/// <summary>Texts as calls of a decoder: the whole row at once, nothing in the cache, logits for every row that the graph can give them for.</summary>
internal sealed class DecoderFeeds(DecoderFolder folder, Tokenizer tokenizer, IReadOnlyDictionary<string, NodeMetadata> inputs)
{
    public IReadOnlyList<Func<ModelFeed>> Rows(IReadOnlyList<(string Place, string Text)> texts, int tokensMax)
    {
        var most = Math.Min(tokensMax, folder.Spec.ContextTokens - 1);
        var rows = new List<Func<ModelFeed>>();
        foreach (var (place, text) in texts)
        {
            int[] tokens = [.. folder.Spec.BeginToken is { } begin ? [begin] : (int[])[], .. tokenizer.Encode(text)];
            if (tokens.Length == 0)
                throw new LocalModelException($"{place}: the text has no token.");
            var row = tokens.Length > most ? tokens[..most] : tokens;
            rows.Add(() => Feed(place, row));
        }

        return rows;
    }

    /// <summary>One call.</summary>
    public ModelFeed Feed(string name, ReadOnlySpan<int> tokens)
    {
        var (spec, names) = (folder.Spec, folder.Spec.Bindings);
        var attended = tokens.Length + (spec.HasCanonicalAttention ? 1 : 0);
        var (ids, positions, ones) = (new long[tokens.Length], new long[tokens.Length], new long[tokens.Length]);
        for (var i = 0; i < tokens.Length; i++)
            (ids[i], positions[i], ones[i]) = (tokens[i], i, 1);

        var tensors = new Dictionary<string, FeedTensor>(StringComparer.Ordinal);
        Add(names.InputIds, ids, 1, ids.Length);
        Add(names.AttentionMask, ones, 1, ids.Length);
        Add(names.PositionIds, positions, 1, ids.Length);
        Add(names.SequenceLengths, [attended - 1], 1);
        Add(names.TotalLength, [attended], 1);
        Add(names.LogitPositions, positions, ids.Length);
        for (var layer = 0; layer < spec.Layers; layer++)
        {
            AddCache(string.Format(CultureInfo.InvariantCulture, names.PastKey, layer));
            AddCache(string.Format(CultureInfo.InvariantCulture, names.PastValue, layer));
        }

        return new(name, tensors);

        void Add(string? input, long[] values, params long[] shape)
        {
            if (input is null)
                return;

            // What a graph declares as a scalar or as a row, it wants so.
            var metadata = Metadata(input);
            tensors[input] = FeedTensor.Integers(metadata, input, values, metadata.Dimensions.Length == 0 ? [] : shape);
        }

        void AddCache(string input) => tensors[input] = FeedTensor.Empty(Metadata(input), 1, spec.KeyValueHeads, 0, spec.HeadDimension);
    }

    private NodeMetadata Metadata(string input) =>
        inputs.TryGetValue(input, out var metadata) ? metadata : throw new LocalModelException($"'{folder.GraphPath}' has no input '{input}', which its folder's configuration names.");
}
