namespace OptPolicy.Kernels.Devices;

/// <summary>The device that runs a model, and why not an earlier one. Immutable.</summary>
/// <param name="Kind">The device.</param>
/// <param name="ExecutionProvider">ONNX Runtime's name of the execution provider, for example <c>CPUExecutionProvider</c>.</param>
/// <param name="RuntimeVersion">Version of the native ONNX Runtime.</param>
/// <param name="Rejected">Devices that were asked for first and could not be used, in order.</param>
public sealed record DeviceSelection(DeviceKind Kind, string ExecutionProvider, string RuntimeVersion, IReadOnlyList<DeviceRejection> Rejected);

/// <summary>A device that was asked for and cannot be used.</summary>
/// <param name="Kind">The device.</param>
/// <param name="Reason">Why, and what would make it usable.</param>
public sealed record DeviceRejection(DeviceKind Kind, string Reason);
