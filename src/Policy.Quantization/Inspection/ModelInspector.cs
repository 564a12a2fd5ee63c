using OptPolicy.Kernels.Models;
using OptPolicy.Quantization.Calibration;

namespace OptPolicy.Quantization.Inspection;

/// <summary>Tells what a model is made of without running it.</summary>
public static class ModelInspector
{
    /// <summary>Looks at an ONNX file, a model folder, a folder of safetensors, or a .gguf file.</summary>
    /// <param name="path">The file or folder.</param>
    /// <exception cref="LocalModelException">It is no model, or a damaged one.</exception>
    public static ModelInspection Inspect(string path)
    {
        try
        {
            if (CheckpointInspection.Recognizes(path))
                return CheckpointInspection.Inspect(path);
            return OnnxInspection.Inspect(ModelSource.Open(path));
        }
        catch (InvalidDataException error)
        {
            throw new LocalModelException($"'{path}' is damaged: {error.Message}", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new LocalModelException($"'{path}' cannot be read: {error.Message}", error);
        }
    }
}
