using OptPolicy.Kernels.Conversion;
using OptPolicy.Kernels.Models;
using OptPolicy.Quantization.Calibration;
using OptPolicy.Quantization.Formats;

namespace OptPolicy.Quantization.Rewriting;

/// <summary>Quantises the weights of any ONNX model: a file, or a folder of our own or of Hugging Face's or onnxruntime-genai's tools.</summary>
public static class ModelQuantizer
{
    /// <summary>The first version of the file format in which an initialiser is a constant.</summary>
    internal const long ConstantsIrVersion = 4;

    /// <summary>
    /// Quantises a model, opens the result in ONNX Runtime and compares it with the original. The destination appears only when that is done; a
    /// failed or cancelled run leaves nothing.
    /// </summary>
    /// <param name="source">An <c>.onnx</c> file, or a folder that holds a model.</param>
    /// <param name="destination">The file (<c>.onnx</c>) or folder to make; its parent must exist.</param>
    /// <param name="options">Grid, method and exceptions.</param>
    /// <param name="calibration">What to run the model on; without it methods that need calibration use seeded random inputs, and the report says so.</param>
    /// <param name="overwrite">Whether a model at the destination is replaced.</param>
    /// <param name="progress">Told of every calibration row and layer, on the calling thread.</param>
    /// <param name="cancellationToken">Checked between rows and layers.</param>
    /// <exception cref="LocalModelException">The model, the data or the options do not allow it, or the result cannot be written or does not run; the message says why.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static QuantizationReport Quantize(
        string source,
        string destination,
        QuantizationOptions options,
        CalibrationData? calibration = null,
        bool overwrite = false,
        IProgress<ConversionProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        OptionCheck.Check(options);
        try
        {
            var model = ModelSource.Open(source);
            using var output = new QuantizedOutput(model, destination, overwrite);
            using var run = new QuantizationRun(model, output, options, calibration, progress);
            return run.Run(cancellationToken);
        }
        catch (QuantizationException error)
        {
            throw new LocalModelException(error.Message, error);
        }
        catch (InvalidDataException error)
        {
            throw new LocalModelException($"'{source}' is damaged: {error.Message}", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new LocalModelException($"'{source}' cannot be quantised to '{destination}': {error.Message}", error);
        }
        catch (OutOfMemoryException error)
        {
            throw new LocalModelException($"There is not enough memory to quantise '{source}'. Close other programs, give fewer or shorter calibration rows, or use the method rtn, which needs no statistics.", error);
        }
    }
}
