using System.Runtime.InteropServices;
using OptPolicy.Compression.Data;
using OptPolicy.Compression.Training;
using OptPolicy.Kernels.Models;
using OptPolicy.Quantization.Formats;

namespace OptPolicy.Compression.Stages;

/// <summary>Why a stage failed, in words that say what to do.</summary>
public static class StageFailure
{
    // ENOSPC, and what .NET makes of it on Windows (ERROR_DISK_FULL).
    private const int DiskFullUnix = 28, DiskFullWindows = unchecked((int)0x80070070);

    /// <summary>The reason in one sentence; <see langword="null"/> for a fault of the program itself.</summary>
    public static string? Explain(Exception error) => error switch
    {
        TrainingException or TrainingDataException or LocalModelException or QuantizationException or FormatException or ArgumentException => error.Message,
        OperationCanceledException => "stopped: the same request goes on from the last checkpoint",
        OutOfMemoryException => OutOfMemory,
        ExternalException when IsOutOfMemory(error.Message) => OutOfMemory,
        ExternalException => $"libtorch: {error.Message.Split('\n')[0]}",
        IOException when error.HResult is DiskFullUnix or DiskFullWindows => $"the disk is full: free space and run the same request again ({error.Message})",
        IOException or UnauthorizedAccessException => error.Message,
        _ => null,
    };

    private const string OutOfMemory = "out of memory: read fewer rows or shorter ones a step, or compute layers twice (recomputesLayers, --recompute-layers)";

    private static bool IsOutOfMemory(string message) =>
        message.Contains("not enough memory", StringComparison.OrdinalIgnoreCase) || message.Contains("out of memory", StringComparison.OrdinalIgnoreCase);
}
