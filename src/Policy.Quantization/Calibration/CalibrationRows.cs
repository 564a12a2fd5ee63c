using Microsoft.ML.OnnxRuntime;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Tokenization;

namespace OptPolicy.Quantization.Calibration;

/// <summary>The calls that a model is calibrated with. Each is made when it is asked for, so that large inputs are in memory one at a time.</summary>
internal static class CalibrationRows
{
    private static readonly string[] ArrayExtensions = [".npz", ".json"];

    /// <exception cref="LocalModelException">The data does not suit the model, or a row of it is malformed; the message names file and line.</exception>
    public static IReadOnlyList<Func<ModelFeed>> Open(ModelSource source, IReadOnlyDictionary<string, NodeMetadata> inputs, CalibrationData data)
    {
        if (data.IsRandom)
            return RandomFeeds.Rows(source, inputs, data);
        if (data.Path is { } path && IsArrays(source, path))
            return ArrayFeeds.Rows(path, inputs, data.RowsMax);

        var texts = data.Texts is { } given
            ? given.Take(data.RowsMax).Select(static (text, i) => ($"row {i + 1}", text)).ToList()
            : TextRows.Read(data.Path!, data.RowsMax);
        if (texts.Count == 0)
            throw new LocalModelException("There is no text to calibrate with.");
        if (source is { Decoder: null, Encoder: null })
            throw new LocalModelException($"'{source.Path}' has no tokenizer beside it that is understood, so text cannot calibrate it. Give its inputs as .npz or .jsonl.");
        var tokenizer = TokenizerFile.Load(source.Path);
        return source.Decoder is { } decoder
            ? new DecoderFeeds(decoder, tokenizer, inputs).Rows(texts, data.TokensMax)
            : new EncoderFeeds(source.Encoder!, tokenizer, inputs).Rows(texts, data.TokensMax);
    }

    private static bool IsArrays(ModelSource source, string path) =>
        Directory.Exists(path) || Array.Exists(ArrayExtensions, e => string.Equals(Path.GetExtension(path), e, StringComparison.OrdinalIgnoreCase))
        || (source is { Decoder: null, Encoder: null } && Path.GetExtension(path) is (".jsonl" or ".ndjson"));
}
