using System.Globalization;

namespace OptPolicy.Kernels.Decoding;

/// <summary>
/// Lends lanes to requests, first come first served: the one place that bounds how many requests decode at a time, how many
/// wait, and how much memory their caches take. Thread-safe.
/// </summary>
/// <remarks>
/// A returned lane keeps its cache, so a prompt that starts like an earlier one runs only what is new. A request's memory is
/// set aside before it starts, so none fails half-way for want of memory, and none can hold a part while waiting for more.
/// </remarks>
public sealed class LanePool : IDisposable
{
    /// <summary>A round of speculation holds its drafts in the cache beside the tokens that a request may keep.</summary>
    private const int DraftHeadroomTokens = 17;

    private readonly Lock _gate = new();
    private readonly LanePoolOptions _options;
    private readonly TimeProvider _time;
    private readonly LaneSlot[] _slots;
    private readonly LinkedList<LaneWaiter> _queue = new();
    private long _uses;
    private bool _isDisposed;

    /// <summary>Opens the lanes.</summary>
    /// <param name="open">Opens one lane; the pool disposes it.</param>
    /// <param name="options">The bounds.</param>
    /// <param name="time">Clock of <see cref="LanePoolOptions.QueueTimeout"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than one lane, or a negative bound.</exception>
    public LanePool(Func<DecoderLane> open, LanePoolOptions options, TimeProvider? time = null)
    {
        if (options is not { Lanes: >= 1, QueueLimit: >= 0 })
            throw new ArgumentOutOfRangeException(nameof(options), options, "A pool needs at least one lane, and a queue limit of 0 or more.");
        _options = options;
        _time = time ?? TimeProvider.System;
        _slots = new LaneSlot[options.Lanes];
        for (var i = 0; i < _slots.Length; i++)
            _slots[i] = new(open());
    }

    /// <summary>Lanes in all.</summary>
    public int Lanes => _slots.Length;

    /// <summary>Requests that wait now.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
                return _queue.Count;
        }
    }

    /// <summary>Lanes that no request holds now.</summary>
    public int Idle
    {
        get
        {
            lock (_gate)
                return _slots.Count(slot => !slot.IsTaken);
        }
    }

    /// <summary>Bytes of keys and values that idle lanes hold and running requests may come to hold.</summary>
    public long CommittedBytes
    {
        get
        {
            lock (_gate)
                return Committed();
        }
    }

    /// <summary>Waits for a lane.</summary>
    /// <param name="request">The prompt and its bounds.</param>
    /// <param name="cancellationToken">Leaves the queue.</param>
    /// <returns>The lane, whose cache already holds <see cref="LaneLease.CachedTokens"/> tokens of the prompt. Dispose it.</returns>
    /// <exception cref="ArgumentException">An empty prompt, a prompt that the context cannot hold, or one that needs more memory than the pool may ever give.</exception>
    /// <exception cref="LanePoolBusyException">The queue is full, or the wait took too long.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The pool is closed.</exception>
    public async ValueTask<LaneLease> RentAsync(LaneRequest request, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        CheckFits(request);

        LinkedListNode<LaneWaiter> node;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            node = _queue.AddLast(new LaneWaiter(request));
            Admit();
            if (node.List is not null && _queue.Count > _options.QueueLimit)
            {
                _queue.Remove(node);
                throw new LanePoolBusyException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"All {Lanes} lanes of the model are busy and {_options.QueueLimit} requests wait already. Retry later, or raise the lanes or the queue limit."));
            }
        }

        var granted = node.Value.Granted.IsCompletedSuccessfully
            ? node.Value.Granted.Result
            : await WaitAsync(node, cancellationToken).ConfigureAwait(false);
        try
        {
            return Prepare(granted, request);
        }
        catch
        {
            Return(granted.Target);
            throw;
        }
    }

    /// <summary>Fails those who wait, and closes each lane as soon as nobody holds it.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_isDisposed)
                return;
            _isDisposed = true;
            foreach (var waiter in _queue)
                waiter.Fail(new ObjectDisposedException(nameof(LanePool), "The model was closed while the request waited for a lane."));
            _queue.Clear();
            foreach (var slot in _slots)
            {
                if (!slot.IsTaken)
                    slot.Lane.Dispose();
            }
        }
    }

    internal void Return(LaneSlot slot)
    {
        lock (_gate)
        {
            slot.LastUsed = ++_uses;
            Free(slot);
        }
    }

    private void CheckFits(LaneRequest request)
    {
        var lane = _slots[0].Lane;
        if (request.Prompt.IsEmpty)
            throw new ArgumentException("A prompt needs at least one token.", nameof(request));
        if (request.Prompt.Length > lane.Capacity)
            throw ContextLimit.Exceeded(0, request.Prompt.Length, lane.Capacity, nameof(request));
        if (Need(lane, request) > _options.KeyValueMemoryLimit)
        {
            throw new ArgumentException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The request may need {Need(lane, request)} bytes of keys and values, and the limit for all lanes is {_options.KeyValueMemoryLimit}. Ask for less output, shorten the prompt, or raise the limit."),
                nameof(request));
        }
    }

    private async Task<PrefixReuse> WaitAsync(LinkedListNode<LaneWaiter> node, CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.UnsafeRegister(_ => Leave(node, waiter => waiter.Cancel(cancellationToken)), null);
        using var timer = _options.QueueTimeout is not { } timeout ? null : _time.CreateTimer(
            _ => Leave(node, waiter => waiter.Fail(new LanePoolBusyException(string.Create(
                CultureInfo.InvariantCulture,
                $"No lane came free within {timeout.TotalSeconds:0.###} s: all {Lanes} were busy. Retry later, or raise the lanes or the wait.")))),
            null,
            timeout,
            Timeout.InfiniteTimeSpan);
        return await node.Value.Granted.ConfigureAwait(false);
    }

    private void Leave(LinkedListNode<LaneWaiter> node, Action<LaneWaiter> how)
    {
        lock (_gate)
        {
            if (node.List is null)
                return;
            _queue.Remove(node);
            how(node.Value);
            Admit();
        }
    }

    /// <summary>Grants lanes from the head of the queue while it can. Strict order: a small request never overtakes a large one, which would starve it.</summary>
    private void Admit()
    {
        while (_queue.First is { } head)
        {
            var request = head.Value.Request;
            if (PrefixReuse.Choose(_slots, request.Prompt.Span, request.Scope) is not { } reuse)
                return;
            if (!TryCommit(ref reuse, request))
                return;
            reuse.Target.IsTaken = true;
            reuse.Target.Scope = request.Scope;
            if (reuse.Source is { } source)
                source.IsTaken = true;
            _queue.RemoveFirst();
            head.Value.Grant(reuse);
        }
    }

    /// <summary>Sets memory aside for the request, taking it from idle lanes, the least recently used first and the useful one last.</summary>
    private bool TryCommit(ref PrefixReuse reuse, LaneRequest request)
    {
        var target = reuse.Target;
        var need = Math.Max(Need(target.Lane, request), target.Lane.AllocatedBytes);
        if (_options.KeyValueMemoryLimit is { } limit)
        {
            var source = reuse.Source;
            foreach (var idle in _slots.Where(slot => !slot.IsTaken && slot != target).OrderBy(slot => slot == source).ThenBy(slot => slot.LastUsed).ToArray())
            {
                if (Committed() - target.CommittedBytes + need <= limit)
                    break;
                idle.Lane.Release();
                idle.CommittedBytes = idle.Lane.AllocatedBytes;
                if (idle == source)
                    reuse = new(target, null, 0);
            }

            if (Committed() - target.CommittedBytes + need > limit)
            {
                target.Lane.Release();
                need = Need(target.Lane, request);
                reuse = new(target, null, 0);
                target.CommittedBytes = target.Lane.AllocatedBytes;
                if (Committed() - target.CommittedBytes + need > limit)
                    return false;
            }
        }

        target.CommittedBytes = need;
        return true;
    }

    /// <summary>Brings the lane's cache to the common prefix; outside the lock, because copying takes as long as memory does.</summary>
    private LaneLease Prepare(PrefixReuse reuse, LaneRequest request)
    {
        var lane = reuse.Target.Lane;
        var cached = reuse.CachedTokens;
        if (reuse.Source is { } source)
        {
            try
            {
                if (!lane.TryCopyFrom(source.Lane, cached))
                    cached = 0;
            }
            finally
            {
                lock (_gate)
                    Free(source);
            }
        }

        lane.Truncate(cached);
        return new(this, reuse.Target, cached);
    }

    private void Free(LaneSlot slot)
    {
        slot.IsTaken = false;
        if (_isDisposed)
        {
            slot.Lane.Dispose();
            return;
        }

        slot.CommittedBytes = slot.Lane.AllocatedBytes;
        Admit();
    }

    private long Committed() => _slots.Sum(slot => slot.CommittedBytes);

    private static long Need(DecoderLane lane, LaneRequest request) =>
        lane.BytesFor((int)Math.Min(lane.Capacity, Math.Max(request.Prompt.Length, (long)request.MaxTokens) + DraftHeadroomTokens));
}
