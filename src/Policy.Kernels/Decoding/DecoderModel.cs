using Microsoft.ML.OnnxRuntime;
using OptPolicy.Kernels.Devices;
using OptPolicy.Kernels.Models;

namespace OptPolicy.Kernels.Decoding;

/// <summary>A decoder's weights, loaded once, over which any number of lanes decode. Thread-safe.</summary>
/// <remarks>Lanes keep the weights alive: a disposed model frees them when its last lane is disposed.</remarks>
public sealed class DecoderModel : IDisposable
{
    private int _users = 1;
    private int _isDisposed;

    private DecoderModel(DecoderSpec spec, string path, InferenceSession session, DeviceSelection device)
    {
        Spec = spec;
        Session = session;
        Device = device;
        Graph = new(session, spec, path);
    }

    /// <summary>The model's shape.</summary>
    public DecoderSpec Spec { get; }

    /// <summary>The device that runs it.</summary>
    public DeviceSelection Device { get; }

    /// <summary>Bytes of keys and values of one token.</summary>
    public long KeyValueBytesPerToken => Graph.KeyValues.BytesPerSlot;

    internal InferenceSession Session { get; }

    internal DecoderGraph Graph { get; }

    /// <summary>Loads the weights.</summary>
    /// <param name="spec">The model's shape and its graph's names.</param>
    /// <param name="path">The <c>.onnx</c> file; its external data lies beside it.</param>
    /// <param name="devices">Where it may run.</param>
    /// <param name="options">How it runs.</param>
    /// <exception cref="LocalModelException">The file is missing or broken, is another model than <paramref name="spec"/> says, or no device that was asked for runs it.</exception>
    public static DecoderModel Open(DecoderSpec spec, string path, DeviceRequest devices, DecoderModelOptions options)
    {
        if (!File.Exists(path))
            throw new LocalModelException($"There is no model file '{path}'.");
        var (session, device) = new DeviceSelector(OnnxRuntimeProviders.Load()).Open(
            devices,
            () => SessionSettings.Create(options),
            settings => new InferenceSession(path, settings),
            path);
        try
        {
            return new(spec, path, session, device);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Opens a lane with an empty cache, which takes memory as it fills, up to the model's context.</summary>
    /// <exception cref="ObjectDisposedException">The model is closed.</exception>
    public DecoderLane CreateLane() => CreateLane(Spec.ContextTokens);

    /// <summary>Opens a lane of a smaller context.</summary>
    /// <param name="contextTokens">Most tokens of the lane; the model's own context bounds it too.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than one token.</exception>
    /// <exception cref="ObjectDisposedException">The model is closed.</exception>
    public DecoderLane CreateLane(int contextTokens)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(contextTokens, 1);
        AddUser();
        var context = Math.Min(contextTokens, Spec.ContextTokens);
        return Spec.Bindings.SharesKeyValueBuffer ? new SharedCacheLane(this, context) : new GrowingCacheLane(this, context);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
            Release();
    }

    /// <summary>Counts a lane in, unless the weights are going: once nobody uses them, nobody may begin to.</summary>
    private void AddUser()
    {
        var users = Volatile.Read(ref _users);
        while (true)
        {
            ObjectDisposedException.ThrowIf(users == 0 || Volatile.Read(ref _isDisposed) != 0, this);
            var seen = Interlocked.CompareExchange(ref _users, users + 1, users);
            if (seen == users)
                return;
            users = seen;
        }
    }

    internal void Release()
    {
        if (Interlocked.Decrement(ref _users) != 0)
            return;
        if (!Graph.KeyValues.IsHostMemory)
            Graph.KeyValues.Allocator.Dispose();
        Session.Dispose();
    }
}
