using System.Collections.Concurrent;
using Microsoft.ML.OnnxRuntime;
using OptPolicy.Kernels.Decoding;
using OptPolicy.Kernels.Models;

namespace OptPolicy.Kernels.Speculation;

/// <summary>A draft head's weights, loaded once on the processor, over which any number of lanes draft. Thread-safe.</summary>
/// <remarks>Lanes keep the weights alive: a disposed head frees them when its last lane is disposed.</remarks>
public sealed class DraftHead : IDisposable
{
    private readonly InferenceSession _session;
    private readonly int[] _targetTokens;

    // Drafters that nobody uses keep their rows of the last conversation.
    private readonly ConcurrentBag<EagleDrafter> _idle = [];
    private int _users = 1;
    private int _isDisposed;

    private DraftHead(DraftHeadSpec spec, InferenceSession session)
    {
        Spec = spec;
        _session = session;
        _targetTokens = [.. spec.TargetTokens];
    }

    /// <summary>The head's shape.</summary>
    public DraftHeadSpec Spec { get; }

    /// <summary>Loads the weights.</summary>
    /// <param name="folder">A converted head.</param>
    /// <param name="target">The model that it will draft for.</param>
    /// <param name="options">How it runs.</param>
    /// <exception cref="LocalModelException">The graph is broken, or the head was made for another model, or the target's graph gives no hidden states.</exception>
    public static DraftHead Open(DraftHeadFolder folder, DecoderSpec target, DecoderModelOptions options)
    {
        if (target.Bindings.HiddenStates is null)
            throw new LocalModelException($"The head in '{folder.Path}' reads hidden states, and its target's graph gives none. Convert the target again with hidden outputs.");
        if (folder.Spec.HiddenSize != target.HiddenSize || folder.Spec.VocabularySize != target.VocabularySize)
            throw new LocalModelException($"The head in '{folder.Path}' was made for a model of width {folder.Spec.HiddenSize} and {folder.Spec.VocabularySize} tokens; the target has width {target.HiddenSize} and {target.VocabularySize} tokens. Use the head that was trained for this model.");
        using var settings = SessionSettings.Create(options);
        try
        {
            return new DraftHead(folder.Spec, new InferenceSession(folder.GraphPath, settings));
        }
        catch (OnnxRuntimeException error)
        {
            throw new LocalModelException($"'{folder.GraphPath}' does not load: {error.Message} Convert the head again.", error);
        }
    }

    /// <summary>Opens a lane with an empty cache.</summary>
    /// <exception cref="ObjectDisposedException">The head is closed.</exception>
    public DraftHeadLane CreateLane()
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _isDisposed) != 0, this);
        Interlocked.Increment(ref _users);
        return new OnnxDraftHeadLane(this, _targetTokens, _session);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
            return;
        CloseIdle();
        Release();
    }

    /// <summary>Lends a drafter; disposing it gives it back.</summary>
    internal EagleDrafter Rent()
    {
        if (_idle.TryTake(out var drafter))
            return drafter;
        var loan = new Loan(this, CreateLane());
        return loan.Drafter;
    }

    internal void Release()
    {
        if (Interlocked.Decrement(ref _users) == 0)
            _session.Dispose();
    }

    // Whoever comes last, the one who closes the head or the one who returns a drafter, finds it in the bag.
    private void CloseIdle()
    {
        while (_idle.TryTake(out var drafter))
            drafter.Close();
    }

    private sealed class Loan : IDisposable
    {
        private readonly DraftHead _head;

        public Loan(DraftHead head, DraftHeadLane lane)
        {
            _head = head;
            Drafter = new EagleDrafter(lane, this);
        }

        public EagleDrafter Drafter { get; }

        public void Dispose()
        {
            _head._idle.Add(Drafter);
            if (Volatile.Read(ref _head._isDisposed) != 0)
                _head.CloseIdle();
        }
    }
}
