using Microsoft.Extensions.Caching.Hybrid;

namespace OptPolicy;

/// <summary>Answers in a <see cref="HybridCache"/>. What goes wrong there is a miss, never an error.</summary>
/// <remarks>Thread-safe. Lifetimes are absolute and checked against our own clock too, whatever the cache behind does.</remarks>
internal sealed class AnswerStore(HybridCache cache, string policy, TimeProvider time, PolicyLog log)
{
    private static readonly HybridCacheEntryOptions ReadOnly = new() { Flags = HybridCacheEntryFlags.DisableUnderlyingData };

    public async ValueTask<CachedAnswer?> ReadAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            var bytes = await cache.GetOrCreateAsync(key, static _ => ValueTask.FromResult<byte[]?>(null), ReadOnly, cancellationToken: cancellationToken).ConfigureAwait(false);
            if (bytes is null) return null;
            var answer = CachedAnswer.Unpack(bytes, time.GetUtcNow(), out var isCorrupt);
            if (isCorrupt) Failed("read", null);
            return answer;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Failed("read", exception);
            return null;
        }
    }

    /// <param name="key">The request's key.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="ttl">How long it lives.</param>
    /// <param name="tags">What it can be purged by; see <see cref="AnswerTags"/>.</param>
    public async ValueTask WriteAsync(string key, CachedAnswer answer, TimeSpan ttl, string[]? tags = null)
    {
        try
        {
            var options = new HybridCacheEntryOptions { Expiration = ttl, LocalCacheExpiration = ttl };

            // The answer is paid for: store it even when its caller has left.
            await cache.SetAsync(key, answer.Pack(time.GetUtcNow() + ttl), options, tags, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Failed("write", exception);
        }
    }

    /// <summary>Makes all answers with a tag invisible; throws what the cache throws.</summary>
    public ValueTask PurgeAsync(string tag, CancellationToken cancellationToken) => cache.RemoveByTagAsync(tag, cancellationToken);

    /// <summary>Counts and logs a failure.</summary>
    public void Failed(string operation, Exception? exception)
    {
        PolicyMeter.CacheFailed(policy, operation);
        log.CacheFailed(policy, operation, exception);
    }
}
