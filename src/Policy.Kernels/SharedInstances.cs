namespace OptPolicy.Kernels;

/// <summary>Opens each thing once for all who want it at the same time, and disposes it when the last of them is done. Thread-safe.</summary>
internal sealed class SharedInstances<TKey, T>
    where TKey : notnull
    where T : class, IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TKey, Entry> _entries = [];

    /// <summary>Gets the instance of a key, opening it if nobody has.</summary>
    /// <param name="key">What it is.</param>
    /// <param name="open">Opens it; cancelled only when nobody waits for it any more.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<Share> AcquireAsync(TKey key, Func<CancellationToken, Task<T>> open, CancellationToken cancellationToken)
    {
        Entry? entry;
        lock (_gate)
        {
            if (!_entries.TryGetValue(key, out entry))
            {
                entry = new(key);
                _entries.Add(key, entry);
                entry.Opening = Task.Run(() => open(entry.Abandoned.Token), CancellationToken.None);
            }

            entry.Users++;
        }

        var share = new Share(this, entry);
        try
        {
            share.Value = await entry.Opening.WaitAsync(cancellationToken).ConfigureAwait(false);
            return share;
        }
        catch
        {
            share.Dispose();
            throw;
        }
    }

    private void Release(Entry entry)
    {
        lock (_gate)
        {
            // A failed opening is forgotten at once, so that the next user tries again instead of waiting for this one to leave.
            if (--entry.Users == 0 || entry.Opening.IsFaulted)
            {
                if (_entries.TryGetValue(entry.Key, out var current) && current == entry)
                    _entries.Remove(entry.Key);
            }

            if (entry.Users > 0)
                return;
        }

        entry.Abandoned.Cancel();
        _ = entry.Opening.ContinueWith(
            static opening =>
            {
                if (opening.IsCompletedSuccessfully)
                    opening.Result.Dispose();
                else
                    _ = opening.Exception;
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    /// <summary>One user's hold on an instance.</summary>
    public sealed class Share : IDisposable
    {
        private readonly SharedInstances<TKey, T> _owner;
        private readonly Entry _entry;
        private int _isDisposed;

        internal Share(SharedInstances<TKey, T> owner, Entry entry)
        {
            _owner = owner;
            _entry = entry;
        }

        public T Value { get; internal set; } = null!;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
                _owner.Release(_entry);
        }
    }

    internal sealed class Entry(TKey key)
    {
        public TKey Key { get; } = key;

        public CancellationTokenSource Abandoned { get; } = new();

        public Task<T> Opening { get; set; } = null!;

        public int Users { get; set; }
    }
}
