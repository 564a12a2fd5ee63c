using OptPolicy.Kernels.Decoding;
using OptPolicy.Kernels.Devices;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Tokenization;

namespace OptPolicy.Kernels;

/// <summary>A language model in a folder, ready to decode: tokenizer, weights on a device, and the lanes that requests decode in. Thread-safe.</summary>
/// <remarks>Disposing it fails the requests that wait; those that run keep the weights alive until they return their lanes.</remarks>
public sealed class LocalModel : IDisposable
{
    private readonly DecoderModel _decoder;

    /// <summary>Loads the weights of a folder that is read already.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="tokenizer">Its tokenizer.</param>
    /// <param name="options">How to run it.</param>
    /// <param name="progress">Hears of each stage.</param>
    /// <param name="time">Clock of the queue's timeout.</param>
    /// <exception cref="LocalModelException">The model cannot be used; the message says why.</exception>
    public LocalModel(DecoderFolder folder, Tokenizer tokenizer, LocalModelOptions options, IProgress<LoadProgress>? progress = null, TimeProvider? time = null)
    {
        Folder = folder;
        Tokenizer = tokenizer;
        progress?.Report(new(LoadStage.Weights, folder.Path));
        _decoder = DecoderModel.Open(
            folder.Spec,
            folder.GraphPath,
            options.Devices,
            new() { Threads = options.Threads, SpinsThreads = options.SpinsThreads, ContextTokens = options.ContextTokens });
        Lanes = new(
            _decoder.CreateLane,
            new() { Lanes = options.Lanes, QueueLimit = options.QueueLimit, QueueTimeout = options.QueueTimeout, KeyValueMemoryLimit = options.KeyValueMemoryLimit },
            time);
        progress?.Report(new(LoadStage.Ready, folder.Path));
    }

    /// <summary>Where it was read from.</summary>
    public DecoderFolder Folder { get; }

    /// <summary>The model's shape.</summary>
    public DecoderSpec Spec => Folder.Spec;

    /// <summary>Turns text into its tokens.</summary>
    public Tokenizer Tokenizer { get; }

    /// <summary>The device that runs it, and why no earlier one does.</summary>
    public DeviceSelection Device => _decoder.Device;

    /// <summary>Most tokens of prompt and answer together.</summary>
    public int ContextTokens => _decoder.ContextTokens;

    /// <summary>Bytes of keys and values of one token.</summary>
    public long KeyValueBytesPerToken => _decoder.KeyValueBytesPerToken;

    /// <summary>The lanes.</summary>
    public LanePool Lanes { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Lanes.Dispose();
        _decoder.Dispose();
    }
}
