using Microsoft.ML.OnnxRuntime;
using OptPolicy.Kernels.Devices;
using OptPolicy.Kernels.Models;

namespace OptPolicy.Quantization.Calibration;

/// <summary>Opens models in ONNX Runtime on the CPU; what is wrong with them is said in one line.</summary>
internal static class RuntimeSession
{
    /// <exception cref="LocalModelException">ONNX Runtime does not accept the model, or is not there.</exception>
    public static InferenceSession Open(string path) => Open(path, settings => new InferenceSession(path, settings));

    /// <param name="model">The model's bytes.</param>
    /// <param name="folder">Where its data files lie.</param>
    /// <param name="name">The model, for messages.</param>
    public static InferenceSession Open(byte[] model, string folder, string name) => Open(name, settings =>
    {
        settings.AddSessionConfigEntry("session.model_external_initializers_file_folder_path", folder);
        return new InferenceSession(model, settings);
    });

    /// <summary>Runs one call.</summary>
    /// <exception cref="LocalModelException">The inputs do not suit the model.</exception>
    public static IDisposableReadOnlyCollection<OrtValue> Run(InferenceSession session, ModelFeed feed, IReadOnlyCollection<string> outputs, CancellationToken cancellationToken)
    {
        using var options = new RunOptions();
        using var cancelling = cancellationToken.Register(static state => ((RunOptions)state!).Terminate = true, options);
        var values = feed.ToValues();
        try
        {
            return session.Run(options, values, outputs);
        }
        catch (OnnxRuntimeException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (OnnxRuntimeException error)
        {
            throw new LocalModelException($"{feed.Name}: the model does not run on these inputs: {error.Message}", error);
        }
        finally
        {
            foreach (var value in values.Values)
                value.Dispose();
        }
    }

    /// <summary>Whether the model accepts the inputs.</summary>
    public static bool Runs(InferenceSession session, ModelFeed feed)
    {
        try
        {
            Run(session, feed, session.OutputNames, CancellationToken.None).Dispose();
            return true;
        }
        catch (LocalModelException)
        {
            return false;
        }
    }

    private static InferenceSession Open(string name, Func<SessionOptions, InferenceSession> open)
    {
        _ = OnnxRuntimeProviders.Load();

        // What it would log as an error it also throws.
        using var settings = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };

        // Threads that spin between operators starve whatever else runs.
        settings.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        try
        {
            return open(settings);
        }
        catch (OnnxRuntimeException error)
        {
            throw new LocalModelException($"ONNX Runtime does not run '{name}': {error.Message}", error);
        }
    }
}
