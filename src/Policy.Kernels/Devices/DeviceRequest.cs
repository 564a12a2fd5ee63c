namespace OptPolicy.Kernels.Devices;

/// <summary>Which devices may run a model. Immutable.</summary>
/// <param name="Order">Devices to try; the first that loads wins. Empty means the processor.</param>
/// <param name="IsStrict">Whether a model that no device of <paramref name="Order"/> runs completely is an error instead of running on the processor.</param>
public sealed record DeviceRequest(IReadOnlyList<DeviceKind> Order, bool IsStrict = false)
{
    /// <summary>The processor only.</summary>
    public static DeviceRequest Cpu { get; } = new([DeviceKind.Cpu]);
}
