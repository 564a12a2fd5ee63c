using Microsoft.ML.OnnxRuntime;

namespace OptPolicy.Kernels.Decoding;

/// <summary>The session options of a decoder.</summary>
internal static class SessionSettings
{
    public static SessionOptions Create(DecoderModelOptions options)
    {
        var settings = new SessionOptions
        {
            IntraOpNumThreads = options.Threads,

            // A pattern is kept for every shape of a call, and calls have many: it only ever takes memory.
            EnableMemoryPattern = false,

            // What it would log as an error it also throws.
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        settings.AddSessionConfigEntry("session.intra_op.allow_spinning", options.SpinsThreads ? "1" : "0");
        return settings;
    }
}
