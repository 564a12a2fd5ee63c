using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Models.Layouts;

namespace OptPolicy.Quantization.Calibration;

/// <summary>A model as the user named it: an ONNX file, or a folder with one. Immutable.</summary>
/// <param name="Path">The file or folder, as a full path.</param>
/// <param name="GraphPath">The <c>.onnx</c> file.</param>
/// <param name="Decoder">What is known of it when it is a decoder's folder.</param>
/// <param name="Encoder">What is known of it when it is a text encoder's folder.</param>
internal sealed record ModelSource(string Path, string GraphPath, DecoderFolder? Decoder, EncoderFolder? Encoder)
{
    /// <summary>Whether the user named a folder.</summary>
    public bool IsFolder => !string.Equals(Path, GraphPath, StringComparison.Ordinal);

    /// <summary>Whether the folder has the layout of our own, whose weights lie in a data file.</summary>
    public bool IsOwnLayout => IsFolder && Array.Exists([DecoderManifest.FileName, EncoderManifest.FileName, DraftHeadManifest.FileName], Has);

    /// <exception cref="LocalModelException">There is no ONNX model.</exception>
    public static ModelSource Open(string path)
    {
        var full = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));
        if (File.Exists(full))
            return new(full, full, null, null);
        if (!Directory.Exists(full))
            throw new LocalModelException($"There is no file or folder '{path}'.");
        if (DraftHeadFolder.IsOne(full))
            return new(full, DraftHeadFolder.Open(full).GraphPath, null, null);
        if (File.Exists(System.IO.Path.Combine(full, EncoderManifest.FileName)))
            return OfEncoder(full, EncoderFolder.Open(full));
        if (File.Exists(System.IO.Path.Combine(full, DecoderManifest.FileName)) || File.Exists(System.IO.Path.Combine(full, GenaiLayout.ConfigFileName)))
            return OfDecoder(full, DecoderFolder.Open(full));
        if (File.Exists(System.IO.Path.Combine(full, HuggingFaceLayout.ConfigFileName)) && HuggingFaceLayout.FindGraph(full) is { } graph)
            return OfHuggingFace(full, graph);

        var graphs = Directory.GetFiles(full, "*.onnx");
        return graphs switch
        {
            [var only] => new(full, only, null, null),
            [] => throw new LocalModelException(Directory.EnumerateFiles(full, "*.safetensors").Any() || Directory.EnumerateFiles(full, "*.gguf").Any()
                ? $"'{path}' holds a checkpoint that is not converted yet. Run 'optpolicy convert {path} --to DIR --weights fp32' and quantise that."
                : $"'{path}' holds no ONNX model."),
            _ => throw new LocalModelException($"'{path}' holds {graphs.Length} ONNX files. Name one of them: {string.Join(", ", graphs.Select(System.IO.Path.GetFileName).Order(StringComparer.Ordinal).Take(4))}."),
        };
    }

    // A folder whose configuration names an architecture that is not known still holds an ONNX model.
    private static ModelSource OfHuggingFace(string full, string graph)
    {
        try
        {
            return OfDecoder(full, DecoderFolder.Open(full));
        }
        catch (LocalModelException)
        {
            try
            {
                return OfEncoder(full, EncoderFolder.Open(full));
            }
            catch (LocalModelException)
            {
                return new(full, graph, null, null);
            }
        }
    }

    private static ModelSource OfDecoder(string full, DecoderFolder decoder) => new(full, System.IO.Path.GetFullPath(decoder.GraphPath), decoder, null);

    private static ModelSource OfEncoder(string full, EncoderFolder encoder) => new(full, System.IO.Path.GetFullPath(encoder.GraphPath), null, encoder);

    private bool Has(string file) => File.Exists(System.IO.Path.Combine(Path, file));
}
