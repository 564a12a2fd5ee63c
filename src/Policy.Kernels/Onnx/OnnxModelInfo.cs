using OptPolicy.Kernels.Models;

namespace OptPolicy.Kernels.Onnx;

/// <summary>What a model file says about itself without its weights being read: enough to bind inputs and outputs. Immutable.</summary>
/// <param name="Path">The file.</param>
/// <param name="Inputs">The graph's inputs that the caller must give.</param>
/// <param name="Outputs">The graph's outputs.</param>
/// <param name="Operations">Operator types in use, in the main graph.</param>
/// <param name="DataFiles">Files beside the model that hold its weights.</param>
internal sealed record OnnxModelInfo(
    string Path,
    IReadOnlyDictionary<string, OnnxValue> Inputs,
    IReadOnlyDictionary<string, OnnxValue> Outputs,
    IReadOnlySet<string> Operations,
    IReadOnlySet<string> DataFiles)
{
    /// <summary>Reads a model file.</summary>
    /// <exception cref="LocalModelException">The file is missing, is no ONNX model, is truncated, or lacks a file of weights.</exception>
    public static OnnxModelInfo Read(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16);
            var scan = new OnnxModelScan();
            scan.Model(new ProtobufReader(file, file.Length));
            var info = scan.ToInfo(path);
            info.CheckDataFiles();
            return info;
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException)
        {
            throw new LocalModelException($"'{path}' is no complete ONNX model: {error.Message} Download or export it again.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new LocalModelException($"'{path}' cannot be read: {error.Message}", error);
        }
    }

    private void CheckDataFiles()
    {
        if (Outputs.Count == 0)
            throw new InvalidDataException("It has no graph with outputs.");
        var folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!;
        if (DataFiles.FirstOrDefault(name => !File.Exists(System.IO.Path.Combine(folder, name))) is { } missing)
            throw new LocalModelException($"'{Path}' keeps weights in '{missing}', which is not beside it. Copy that file too.");
    }
}
