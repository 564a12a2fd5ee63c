using Microsoft.ML.OnnxRuntime;
using OptPolicy.Kernels.Models;

namespace OptPolicy.Kernels.Devices;

/// <summary>Opens a model on the first device of a request that loads it, and says why the earlier ones did not.</summary>
internal sealed class DeviceSelector(IExecutionProviders providers)
{
    /// <summary>Makes a session fail to load, instead of quietly running what a device cannot run on the processor.</summary>
    private const string NoFallback = "session.disable_cpu_ep_fallback";

    /// <summary>Opens a session.</summary>
    /// <param name="request">The devices, in order.</param>
    /// <param name="settings">Gives fresh session options for each attempt.</param>
    /// <param name="open">Opens the session.</param>
    /// <param name="path">The model, for messages.</param>
    /// <exception cref="LocalModelException">The model is broken, or the request is strict and none of its devices runs the model.</exception>
    public (T Session, DeviceSelection Selection) Open<T>(DeviceRequest request, Func<SessionOptions> settings, Func<SessionOptions, T> open, string path)
    {
        var rejected = new List<DeviceRejection>();
        IEnumerable<DeviceKind> order = request.Order.Count == 0 ? [DeviceKind.Cpu] : request.Order;
        foreach (var kind in order)
        {
            if (kind == DeviceKind.Cpu)
                return (OpenOnProcessor(settings, open, path), Selection(kind, ProviderNames.Cpu, rejected));

            using var options = settings();
            if (request.IsStrict)
                options.AddSessionConfigEntry(NoFallback, "1");
            var (provider, refusal) = Attach(kind, options);
            if (provider is null)
            {
                rejected.Add(new(kind, refusal!));
                continue;
            }

            try
            {
                return (open(options), Selection(kind, provider, rejected));
            }
            catch (OnnxRuntimeException error)
            {
                rejected.Add(new(kind, $"{provider} did not load the model: {FirstLine(error)}"));
            }
        }

        if (request.IsStrict)
            throw new LocalModelException($"No device that was asked for runs '{path}' completely. {string.Join(" ", rejected.Select(one => $"{Name(one.Kind)}: {one.Reason}"))} Add 'cpu' to the order, or do without strict, to run on the processor.");
        return (OpenOnProcessor(settings, open, path), Selection(DeviceKind.Cpu, ProviderNames.Cpu, rejected));
    }

    private DeviceSelection Selection(DeviceKind kind, string provider, List<DeviceRejection> rejected) =>
        new(kind, provider, providers.RuntimeVersion, rejected);

    private static T OpenOnProcessor<T>(Func<SessionOptions> settings, Func<SessionOptions, T> open, string path)
    {
        using var options = settings();
        try
        {
            return open(options);
        }
        catch (OnnxRuntimeException error)
        {
            throw new LocalModelException($"'{path}' cannot be loaded: {FirstLine(error)} If a file beside it is missing or cut short, copy the folder again; if an operator is unknown, the graph needs a newer ONNX Runtime.", error);
        }
    }

    /// <summary>Adds the device's provider to the options, or says why it cannot.</summary>
    private (string? Provider, string? Refusal) Attach(DeviceKind kind, SessionOptions options)
    {
        try
        {
            return kind switch
            {
                DeviceKind.Cuda => AttachGpu(kind, ProviderNames.Cuda, options, providers.AppendCuda),
                DeviceKind.DirectML => AttachGpu(kind, ProviderNames.DirectML, options, providers.AppendDirectML),
                DeviceKind.Npu => AttachNpu(options),
                _ => (null, $"'{kind}' is not a device that this version knows."),
            };
        }
        catch (Exception error) when (error is OnnxRuntimeException or EntryPointNotFoundException or DllNotFoundException)
        {
            // A native library of another flavour lacks the entry point itself, so this is not always an error of ONNX Runtime's.
            return (null, $"The provider is there but did not start: {FirstLine(error)} {DeviceAdvice.For(kind)}");
        }
    }

    /// <summary>A device that a plug-in provider lists comes first: it is known to be in the machine. A built-in provider only says that it was compiled in.</summary>
    private (string? Provider, string? Refusal) AttachGpu(DeviceKind kind, string name, SessionOptions options, Action<SessionOptions> append)
    {
        var device = providers.Devices.FirstOrDefault(one => one.Hardware == OrtHardwareDeviceType.GPU && ProviderNames.Matches(one.Provider, name));
        if (device is not null)
        {
            providers.Append(options, device);
            return (device.Provider, null);
        }

        if (!providers.BuiltIn.Contains(name, StringComparer.Ordinal))
            return (null, $"This ONNX Runtime has no {name}; it has {string.Join(", ", providers.BuiltIn)}. {DeviceAdvice.For(kind)}");
        append(options);
        return (name, null);
    }

    private (string? Provider, string? Refusal) AttachNpu(SessionOptions options)
    {
        var device = providers.Devices.FirstOrDefault(one => one.Hardware == OrtHardwareDeviceType.NPU);
        if (device is null)
            return (null, $"No registered execution provider offers a neural processing unit. {DeviceAdvice.Npu}");
        providers.Append(options, device);
        return (device.Provider, null);
    }

    private static string Name(DeviceKind kind) => kind.ToString().ToLowerInvariant();

    private static string FirstLine(Exception error)
    {
        var line = error.Message.AsSpan().Trim();
        var end = line.IndexOfAny('\r', '\n');
        var text = (end < 0 ? line : line[..end]).ToString();
        return text.EndsWith('.') ? text : text + ".";
    }
}
