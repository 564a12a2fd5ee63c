using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Speculation;

namespace OptPolicy.Kernels;

/// <summary>
/// The local models of one process. Users of the same folder on the same devices share its weights; users whose options agree
/// entirely share its lanes too, and with them the cached prompts and the admission queue. Thread-safe.
/// </summary>
/// <remarks>Nothing is loaded before somebody asks; a model goes when its last user does.</remarks>
/// <param name="time">The clock of timeouts and of timing.</param>
public sealed class LocalModelRegistry(TimeProvider? time = null)
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly SharedInstances<WeightsKey, ModelWeights> _weights = new();
    private readonly SharedInstances<(WeightsKey, LocalModelOptions), LocalModel> _models = new();

    /// <summary>Opens a model, or joins those who have it open.</summary>
    /// <param name="folder">The model's folder.</param>
    /// <param name="options">How to run it.</param>
    /// <param name="progress">Hears of each stage, if this is the call that opens the model.</param>
    /// <param name="cancellationToken">Stops waiting; opening goes on while others wait for it.</param>
    /// <returns>A hold on the model; dispose it, not the model.</returns>
    /// <exception cref="LocalModelException">The model, its tokenizer or its draft cannot be used, or no device runs it; the message says why.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task<LocalModelShare> OpenAsync(string folder, LocalModelOptions? options = null, IProgress<LoadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        options ??= new();
        var key = WeightsKey.Of(folder, options);
        var share = await _models.AcquireAsync(
            (key, options with { Devices = Devices.DeviceRequest.Cpu }),
            token => ComposeAsync(folder, options, progress, token),
            cancellationToken).ConfigureAwait(false);
        return new(share.Value, share);
    }

    internal async Task<LocalModel> ComposeAsync(string folder, LocalModelOptions options, IProgress<LoadProgress>? progress, CancellationToken cancellationToken)
    {
        CheckOptions(options);
        var draft = options.DraftFolder is null || IsHead(options) ? null : await OpenDraftAsync(options, progress, cancellationToken).ConfigureAwait(false);
        try
        {
            var key = WeightsKey.Of(folder, options);
            var share = await _weights.AcquireAsync(key, token => Task.FromResult(ModelWeights.Open(key, progress, _time, token)), cancellationToken).ConfigureAwait(false);
            try
            {
                CheckSameTokens(share.Value, draft);
                if (options.Speculates)
                    share.Value.Measure(key, options.TimingBudget, progress, _time, cancellationToken);
                var head = options.Speculates && IsHead(options)
                    ? DraftHead.Open(DraftHeadFolder.Open(options.DraftFolder!), share.Value.Folder.Spec, new() { Threads = options.Threads, SpinsThreads = options.SpinsThreads })
                    : null;
                var model = new LocalModel(share.Value, share, draft, head, options, _time);
                progress?.Report(new(LoadStage.Ready, key.Folder));
                return model;
            }
            catch
            {
                share.Dispose();
                throw;
            }
        }
        catch
        {
            draft?.Dispose();
            throw;
        }
    }

    /// <summary>A draft needs a lane for each of the target's, and its callers already hold one of those: nobody waits.</summary>
    private Task<LocalModel> OpenDraftAsync(LocalModelOptions options, IProgress<LoadProgress>? progress, CancellationToken cancellationToken) =>
        ComposeAsync(options.DraftFolder!, options with { DraftFolder = null, Speculates = false, KeyValueMemoryLimit = null, QueueLimit = options.Lanes, QueueTimeout = null }, progress, cancellationToken);

    private static bool IsHead(LocalModelOptions options) => options.DraftFolder is { } folder && DraftHeadFolder.IsOne(folder);

    private static void CheckOptions(LocalModelOptions options)
    {
        if (options is not { Lanes: >= 1, QueueLimit: >= 0, Threads: >= 0 } || options.ContextTokens is < 1)
            throw new LocalModelException($"A model needs at least one lane, a context of at least one token, and no negative queue limit or thread count; these options say otherwise: {options}.");
    }

    private static void CheckSameTokens(ModelWeights target, LocalModel? draft)
    {
        if (draft is null || string.Equals(target.Tokenizer.Fingerprint, draft.Tokenizer.Fingerprint, StringComparison.Ordinal))
            return;
        throw new LocalModelException($"'{draft.Folder.Path}' cannot draft for '{target.Folder.Path}': their tokenizers differ ({draft.Tokenizer.VocabularySize} and {target.Tokenizer.VocabularySize} ids), so the same id is another text. Use a draft of the same family, or none.");
    }
}
