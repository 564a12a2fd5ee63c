using System.Threading.Channels;

namespace OptPolicy;

/// <summary>
/// Learns in the background from answers that were given anyway, and from audits: whether an entry's answer was right for a question. Thread-safe.
/// When there is more to learn than time for it, the rest is dropped.
/// </summary>
internal sealed class SemanticLearner : IDisposable
{
    private const int Waiting = 256;
    private const int LabelsMax = 32;
    private const int StatesMax = 4_096;

    private readonly PolicyRuntime _runtime;
    private readonly SemanticServices _services;
    private readonly CancellationTokenSource _end = new();
    private readonly Channel<Func<CancellationToken, Task>> _work = Channel.CreateBounded<Func<CancellationToken, Task>>(new BoundedChannelOptions(Waiting) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private readonly Lazy<Task> _loop;
    private readonly Dictionary<string, SemanticEntryState> _states = new(StringComparer.Ordinal);
    private readonly EntryPromotion _promotion;
    private long _audited;
    private long _explored;

    public SemanticLearner(PolicyRuntime runtime, SemanticServices services)
    {
        (_runtime, _services) = (runtime, services);
        _promotion = new EntryPromotion(runtime, services.Store);
        _loop = new Lazy<Task>(() => Task.Run(RunAsync));
    }

    /// <summary>Whether the next hit is answered by a model instead, to learn from it.</summary>
    public bool Explores(SemanticCacheSettings settings) =>
        settings.ExploreShare > 0 && AuditSampling.Takes(~settings.Seed, Interlocked.Increment(ref _explored), settings.ExploreShare);

    /// <summary>Compares an entry that was not served with the answer that a model gave instead.</summary>
    public void CompareLater(RejectedMatch rejected, string answer, string scope, string user) =>
        Enqueue(ct => CompareAsync(rejected, answer, scope, user, ct));

    /// <summary>Asks the judge about a near miss, and promotes the entry's answer to the new wording when both ask the same.</summary>
    /// <param name="match">The entry.</param>
    /// <param name="request">On whose behalf.</param>
    /// <param name="wording">The entry that the model's answer became.</param>
    public void JudgeLater(SemanticMatch match, PolicyRequest request, SemanticEntry wording) => Enqueue(async ct =>
    {
        if (_runtime.Background is not { } background)
            return;
        var verdict = await background.JudgeAsync(request, _services.Verifier, wording.Question, match.Entry.Question, ct).ConfigureAwait(false);
        PolicyMeter.SemanticPromoted(_runtime.Policy.Name, verdict.IsSame);
        if (verdict.IsSame)
            await _promotion.PromoteAsync(match.Entry with { State = _states.GetValueOrDefault(match.Entry.Id, match.Entry.State) }, wording, ct).ConfigureAwait(false);
    });

    /// <summary>Counts a hit, and audits it if its turn has come.</summary>
    public void ServedLater(SemanticMatch match, PolicyRequest request, SemanticCacheSettings settings, string scope)
    {
        var audits = settings.AuditShare > 0 && AuditSampling.Takes(settings.Seed, Interlocked.Increment(ref _audited), settings.AuditShare);
        Enqueue(async ct =>
        {
            await UpdateAsync(match.Entry, static state => state with { Hits = state.Hits + 1 }, ct).ConfigureAwait(false);
            if (audits && _runtime.Background is { } background && await background.AskAgainAsync(request, ct).ConfigureAwait(false) is { } fresh)
                await CompareAsync(new RejectedMatch(match, CacheStates.Audit), fresh.Text, scope, user: "", ct).ConfigureAwait(false);
        });
    }

    /// <summary>Ends when everything that was waiting is done; for tests and for orderly ends.</summary>
    public async Task IdleAsync()
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = _loop.Value;
        await _work.Writer.WriteAsync(_ =>
        {
            done.SetResult();
            return Task.CompletedTask;
        }).ConfigureAwait(false);
        await done.Task.ConfigureAwait(false);
    }

    public void Dispose()
    {
        _work.Writer.TryComplete();
        _end.Cancel();
        if (_loop.IsValueCreated)
            _ = _loop.Value.ContinueWith(_ => _end.Dispose(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        else
            _end.Dispose();
    }

    private void Enqueue(Func<CancellationToken, Task> work)
    {
        _ = _loop.Value;
        _work.Writer.TryWrite(work);
    }

    private async Task RunAsync()
    {
        await foreach (var work in _work.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            if (_end.IsCancellationRequested)
                return;
            try
            {
                await work(_end.Token).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                if (!_end.IsCancellationRequested)
                    _runtime.Cache.Store.Failed("learn", exception);
            }
        }
    }

    private async Task CompareAsync(RejectedMatch rejected, string answer, string scope, string user, CancellationToken cancellationToken)
    {
        var match = rejected.Match;
        if (CachedAnswer.Unpack(match.Entry.Answer.ToArray(), DateTimeOffset.MinValue, out _) is not { } stored
            || await AnswerAgreement.JudgeAsync(_services.Embedder, stored.Open().Text, answer, cancellationToken).ConfigureAwait(false) is not { } agrees)
        {
            return;
        }

        var known = await UpdateAsync(match.Entry, Judged, cancellationToken).ConfigureAwait(false);
        if (_services.Scopes.Find(scope) is not { } learning)
            return;

        learning.Learn(match.Entry.Id, known.Labels);
        Count(learning, rejected.Reason, isFalse: !agrees);
        await _services.Scopes.SaveAsync(scope, learning).ConfigureAwait(false);

        SemanticEntryState Judged(SemanticEntryState state) => state with
        {
            Labels = [.. state.Labels.TakeLast(LabelsMax - 1), new HitLabel(match.Similarity, agrees)],
            Users = agrees && user.Length > 0 && !state.Users.Contains(user, StringComparer.Ordinal) ? state.Users.Add(user) : state.Users,
        };
    }

    private void Count(ScopeLearning learning, string reason, bool isFalse)
    {
        var now = _runtime.Time.GetUtcNow();
        if (reason is CacheStates.Audit or HitDecision.Explored && learning.Audit(isFalse, now))
            _runtime.Log.BreakerOpened(_runtime.Policy.Name, learning.Audits.False, learning.Audits.Audited);
        if (reason is HitDecision.Broken && learning.Watch(isFalse, now))
            _runtime.Log.BreakerClosed(_runtime.Policy.Name);
    }

    // What was read with a look-up is old by the time its turn comes: this loop is the only one that changes an entry in this process.
    private async Task<SemanticEntryState> UpdateAsync(SemanticEntry entry, Func<SemanticEntryState, SemanticEntryState> change, CancellationToken cancellationToken)
    {
        if (_states.Count > StatesMax)
            _states.Clear();
        var state = change(_states.GetValueOrDefault(entry.Id, entry.State));
        _states[entry.Id] = state;
        await _services.Store.UpdateAsync(entry.Partition, entry.Id, state, cancellationToken).ConfigureAwait(false);
        return state;
    }
}
