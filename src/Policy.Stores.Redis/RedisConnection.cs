using StackExchange.Redis;

namespace OptPolicy;

/// <summary>The connection to the server: made at the first use, kept, made again by itself. Thread-safe.</summary>
internal sealed class RedisConnection : IAsyncDisposable
{
    private readonly Lazy<Task<IConnectionMultiplexer>> _connecting;
    private readonly bool _isOwn;
    private long _epoch;

    public RedisConnection(ConfigurationOptions options)
    {
        _isOwn = true;
        _connecting = new(async () => Watched(await ConnectionMultiplexer.ConnectAsync(options).ConfigureAwait(false)));
    }

    public RedisConnection(IConnectionMultiplexer shared) => _connecting = new(Task.FromResult(Watched(shared)));

    /// <summary>Changes whenever the server may have become another one, or an earlier state of itself.</summary>
    public long Epoch => Interlocked.Read(ref _epoch);

    public async ValueTask<IDatabaseAsync> DatabaseAsync(CancellationToken cancellationToken)
    {
        // Whoever stops waiting does not stop the others.
        var multiplexer = await _connecting.Value.WaitAsync(cancellationToken).ConfigureAwait(false);
        return multiplexer.GetDatabase();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_connecting.IsValueCreated || !_isOwn)
            return;
        try
        {
            await (await _connecting.Value.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
        }
        catch (RedisException)
        {
            // It never connected.
        }
    }

    private IConnectionMultiplexer Watched(IConnectionMultiplexer multiplexer)
    {
        multiplexer.ConnectionFailed += (_, _) => Interlocked.Increment(ref _epoch);
        multiplexer.ConnectionRestored += (_, _) => Interlocked.Increment(ref _epoch);
        return multiplexer;
    }
}
