using OptPolicy.Kernels.Decoding;
using OptPolicy.Kernels.Devices;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Speculation;
using OptPolicy.Kernels.Tokenization;

namespace OptPolicy.Kernels;

/// <summary>A language model in a folder, ready to decode: tokenizer, weights on a device, and the lanes that requests decode in. Thread-safe.</summary>
/// <remarks>Disposing it fails the requests that wait; those that run keep the weights alive until they return their lanes.</remarks>
public sealed class LocalModel : IDisposable
{
    private readonly ModelWeights _weights;
    private readonly IDisposable _share;
    private int _isDisposed;

    internal LocalModel(ModelWeights weights, IDisposable share, LocalModel? draft, DraftHead? head, LocalModelOptions options, TimeProvider time)
    {
        _weights = weights;
        _share = share;
        Draft = draft;
        Head = head;
        Options = options;
        Lanes = new(OpenLane, new() { Lanes = options.Lanes, QueueLimit = options.QueueLimit, QueueTimeout = options.QueueTimeout, KeyValueMemoryLimit = options.KeyValueMemoryLimit }, time);
    }

    /// <summary>Where it was read from.</summary>
    public DecoderFolder Folder => _weights.Folder;

    /// <summary>The model's shape.</summary>
    public DecoderSpec Spec => Folder.Spec;

    /// <summary>Turns text into its tokens.</summary>
    public Tokenizer Tokenizer => _weights.Tokenizer;

    /// <summary>The device that runs it, and why no earlier one does.</summary>
    public DeviceSelection Device => _weights.Decoder.Device;

    /// <summary>What the model was opened with.</summary>
    public LocalModelOptions Options { get; }

    /// <summary>Most tokens of prompt and answer together.</summary>
    public int ContextTokens => Math.Min(Options.ContextTokens ?? Spec.ContextTokens, Spec.ContextTokens);

    /// <summary>Bytes of keys and values of one token.</summary>
    public long KeyValueBytesPerToken => _weights.Decoder.KeyValueBytesPerToken;

    /// <summary>Whether speculation cannot change the output; <see langword="null"/> when the model was not opened to speculate or cannot.</summary>
    public ExactnessCertificate? Certificate => Options.Speculates ? _weights.Certificate : null;

    /// <summary>What a call costs by its width; <see langword="null"/> when the model was not opened to speculate or cannot.</summary>
    public CostModel? Costs => Options.Speculates ? _weights.Costs : null;

    /// <summary>The latest answers by scope, which later answers may resemble.</summary>
    public DraftHistory History { get; } = new();

    /// <summary>The lanes.</summary>
    public LanePool Lanes { get; }

    /// <summary>The model that drafts for this one, with as many lanes; rent a lane of this model first and of the draft second, never the other way round.</summary>
    public LocalModel? Draft { get; }

    /// <summary>The head that drafts from this model's hidden states, if it was opened with one.</summary>
    public DraftHead? Head { get; }

    /// <summary>Opens a model of its own. Use a <see cref="LocalModelRegistry"/> where several users may open the same one.</summary>
    /// <param name="folder">The model's folder.</param>
    /// <param name="options">How to run it.</param>
    /// <param name="progress">Hears of each stage.</param>
    /// <param name="time">The clock of timeouts and of timing.</param>
    /// <param name="cancellationToken">Stops between stages.</param>
    /// <exception cref="LocalModelException">The model, its tokenizer or its draft cannot be used, or no device runs it; the message says why.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static async Task<LocalModel> OpenAsync(
        string folder,
        LocalModelOptions? options = null,
        IProgress<LoadProgress>? progress = null,
        TimeProvider? time = null,
        CancellationToken cancellationToken = default)
    {
        // A registry for one: what it shares dies with the model.
        var registry = new LocalModelRegistry(time);
        return await registry.ComposeAsync(folder, options ?? new(), progress, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Opens a model as <see cref="OpenAsync"/> does and blocks until it is open: for factories that cannot wait.</summary>
    /// <param name="folder">The model's folder.</param>
    /// <param name="options">How to run it.</param>
    /// <param name="progress">Hears of each stage.</param>
    /// <param name="time">The clock of timeouts and of timing.</param>
    /// <exception cref="LocalModelException">The model, its tokenizer or its draft cannot be used, or no device runs it; the message says why.</exception>
    public static LocalModel Open(string folder, LocalModelOptions? options = null, IProgress<LoadProgress>? progress = null, TimeProvider? time = null) =>
        OpenAsync(folder, options, progress, time, CancellationToken.None).GetAwaiter().GetResult();

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
            return;
        Lanes.Dispose();
        Draft?.Dispose();
        Head?.Dispose();
        _share.Dispose();
    }

    /// <summary>A lane outside the pool, for those who measure.</summary>
    internal DecoderLane OpenLane()
    {
        var lane = _weights.Decoder.CreateLane(ContextTokens);
        lane.RowMultiple = Certificate?.RowMultiple ?? 1;
        return lane;
    }
}
