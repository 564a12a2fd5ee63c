namespace OptPolicy;

/// <summary>A folder that <c>optpolicy index</c> made, searched in memory.</summary>
/// <remarks>
/// Thread-safe. Read at the first search and again after the folder changed, beside the searches, which go on with what was read
/// before. Any number of processes may read a folder, also while it is indexed and where it cannot be written.
/// </remarks>
internal sealed class LocalCollection(string folder, IRequestEmbedder embedder, string where, TimeProvider time, PolicyLog log) : IRetrievalCollection
{
    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private volatile LoadedPassages? _loaded;
    private DateTime _written;
    private long _checked;
    private Task? _reading;

    /// <summary>The reading that goes on, if any.</summary>
    public Task Reading
    {
        get
        {
            lock (_gate) return _reading ?? Task.CompletedTask;
        }
    }

    public ValueTask<IReadOnlyList<RetrievedPassage>> SearchAsync(RetrievalQuery query, CancellationToken cancellationToken)
    {
        var loaded = _loaded ?? ReadFirst();
        ReadAgainIfChanged();
        return ValueTask.FromResult(loaded.Search(query));
    }

    private LoadedPassages ReadFirst()
    {
        lock (_gate)
        {
            if (_loaded is { } loaded) return loaded;
            _checked = time.GetTimestamp();

            // The time before the content: what is written in between is read once too often, not missed.
            _written = File.GetLastWriteTimeUtc(PassageFile.PathIn(folder));
            return _loaded = LoadedPassages.Read(folder, embedder, where);
        }
    }

    private void ReadAgainIfChanged()
    {
        lock (_gate)
        {
            if (_reading is { IsCompleted: false } || time.GetElapsedTime(_checked) < CheckInterval) return;
            _checked = time.GetTimestamp();
            var written = File.GetLastWriteTimeUtc(PassageFile.PathIn(folder));
            if (written == _written) return;
            _written = written;
            _reading = Task.Run(ReadAgain);
        }
    }

    private void ReadAgain()
    {
        try
        {
            _loaded = LoadedPassages.Read(folder, embedder, where);
        }
        catch (Exception exception) when (exception is PolicyStorageException or PolicyConfigurationException or IOException)
        {
            log.IndexNotRead(folder, exception);
        }
    }
}
