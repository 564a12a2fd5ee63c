using OptPolicy.Kernels.Decoding;
using OptPolicy.Kernels.Devices;

namespace OptPolicy.Kernels;

/// <summary>What decides whether two users can share weights.</summary>
/// <param name="Folder">Full path of the folder.</param>
/// <param name="Order">The devices, by name: lists compare by reference.</param>
/// <param name="IsStrict">Whether they are all there is.</param>
/// <param name="Session">How the session runs.</param>
internal sealed record WeightsKey(string Folder, string Order, bool IsStrict, DecoderModelOptions Session)
{
    public DeviceRequest Devices => new([.. Order.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Enum.Parse<DeviceKind>)], IsStrict);

    public static WeightsKey Of(string folder, LocalModelOptions options) => new(
        Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)),
        string.Join(',', options.Devices.Order),
        options.Devices.IsStrict,
        new() { Threads = options.Threads, SpinsThreads = options.SpinsThreads });
}
