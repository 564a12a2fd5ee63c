using System.Collections.Concurrent;

namespace OptPolicy;

/// <summary>What was learned, by scope; kept in the store, so that it outlives the process. Thread-safe.</summary>
internal sealed class ScopeLearningTable(ISemanticStore store, string embedder, Action<string, Exception> failed)
{
    private const int ScopesMax = 10_000;

    private readonly ConcurrentDictionary<string, Task<ScopeLearning>> _scopes = new(StringComparer.Ordinal);

    /// <summary>What was learned in a scope.</summary>
    public async ValueTask<ScopeLearning> GetAsync(string scope, SemanticCacheSettings settings, CancellationToken cancellationToken)
    {
        // Scopes come back from the store: those that are dropped lose no more than what was not yet written.
        if (_scopes.Count > ScopesMax)
            _scopes.Clear();
        return await _scopes.GetOrAdd(scope, s => LoadAsync(s, settings)).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The scope, if it was used in this process.</summary>
    public ScopeLearning? Find(string scope) => _scopes.TryGetValue(scope, out var known) && known.IsCompletedSuccessfully ? known.Result : null;

    public async ValueTask SaveAsync(string scope, ScopeLearning learning)
    {
        try
        {
            await store.WriteStateAsync(scope, learning.ToBytes(), CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            failed("write", exception);
        }
    }

    /// <summary>What scopes start from: a calibration speaks of one embedder's similarities.</summary>
    public static HitCalibration? CalibrationOf(SemanticCacheSettings settings, string embedder) =>
        settings.Calibration is { } fit && string.Equals(fit.Embedder, embedder, StringComparison.Ordinal) ? fit : ShippedCalibration.For(embedder, settings.Guards);

    private async Task<ScopeLearning> LoadAsync(string scope, SemanticCacheSettings settings)
    {
        var learning = new ScopeLearning(settings.MostFalseHits!.Value, CalibrationOf(settings, embedder));
        try
        {
            if (await store.ReadStateAsync(scope, CancellationToken.None).ConfigureAwait(false) is { } bytes)
                learning.TryRestore(bytes);
        }
        catch (Exception exception)
        {
            failed("read", exception);
        }

        return learning;
    }
}
