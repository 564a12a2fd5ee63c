using Microsoft.Extensions.Logging;
using OptPolicy.Kernels;
using OptPolicy.Kernels.Speculation;

namespace OptPolicy;

/// <summary>What became of a local model when it was loaded: nothing about it differs silently from what the policy says.</summary>
internal static partial class LocalModelLog
{
    public static void Loaded(ILogger logger, string policy, ModelInfo model, LocalModel loaded)
    {
        foreach (var rejected in loaded.Device.Rejected)
            DeviceRejected(logger, policy, model.Name, rejected.Kind.ToString(), rejected.Reason);
        Loaded(logger, policy, model.Name, loaded.Folder.Path, loaded.Device.ExecutionProvider);
        if (model.Local is not { Speculation: { MaxLookahead: > 0 } speculation } || loaded.Certificate is { IsExact: true })
            return;
        if (speculation.Lossless == LosslessMode.Required)
            NotSpeculating(logger, policy, model.Name);
        else
            NotLossless(logger, policy, model.Name);
    }

    /// <summary>Another model may answer unnoticed, so the log says what is wrong with this one.</summary>
    [LoggerMessage(24, LogLevel.Error, "Policy {Policy}: model {Model} cannot be loaded; requests go to other models, if the policy names some")]
    public static partial void NotLoaded(ILogger logger, string policy, string model, Exception error);

    [LoggerMessage(20, LogLevel.Information, "Policy {Policy}: model {Model} is loaded from {Folder} on {Device}")]
    private static partial void Loaded(ILogger logger, string policy, string model, string folder, string device);

    [LoggerMessage(21, LogLevel.Warning, "Policy {Policy}: model {Model} does not run on {Device}: {Reason}")]
    private static partial void DeviceRejected(ILogger logger, string policy, string model, string device, string reason);

    [LoggerMessage(22, LogLevel.Warning, "Policy {Policy}: model {Model} is not speculated with, because its wide calls are not bit-equal to its narrow ones here and 'lossless' is required")]
    private static partial void NotSpeculating(ILogger logger, string policy, string model);

    [LoggerMessage(23, LogLevel.Warning, "Policy {Policy}: model {Model} is speculated with although its wide calls are not bit-equal to its narrow ones here; near-ties may fall differently")]
    private static partial void NotLossless(ILogger logger, string policy, string model);
}
