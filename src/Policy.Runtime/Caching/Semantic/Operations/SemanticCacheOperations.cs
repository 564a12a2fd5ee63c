using Microsoft.Extensions.AI;

namespace OptPolicy;

/// <summary>
/// What whoever runs an app can do with a policy's semantic cache: forget a wrong hit, purge, look inside. Get it from the client:
/// <c>client.GetService&lt;SemanticCacheOperations&gt;()</c>; there is none when the policy declares no semantic cache.
/// </summary>
/// <remarks>
/// Thread-safe. Unlike requests, which take a store that is down for a miss, these methods throw what the store throws: whoever purges must know whether
/// it happened. Answers that were also copied to the exact cache go with their entries; there, somewhat more than was asked for may go.
/// </remarks>
public sealed class SemanticCacheOperations
{
    private readonly PolicyRuntime _runtime;

    internal SemanticCacheOperations(PolicyRuntime runtime) => _runtime = runtime;

    /// <summary>Forgets the entry that a response came from.</summary>
    /// <param name="hit">From the response's <c>AdditionalProperties</c>, under <see cref="SemanticHit.PropertyName"/>.</param>
    /// <param name="cancellationToken">Stops waiting for the store.</param>
    /// <returns><see langword="false"/> when it was gone already.</returns>
    public ValueTask<bool> ForgetAsync(SemanticHit hit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(hit);
        return ForgetAsync(hit.Partition, hit.EntryId, cancellationToken);
    }

    /// <summary>Forgets one entry.</summary>
    /// <param name="partition">Where it is.</param>
    /// <param name="entryId">Its name.</param>
    /// <param name="cancellationToken">Stops waiting for the store.</param>
    /// <returns><see langword="false"/> when there is none.</returns>
    public async ValueTask<bool> ForgetAsync(string partition, string entryId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(partition);
        ArgumentException.ThrowIfNullOrEmpty(entryId);
        var wasThere = await _runtime.Semantic.Services.Store.ForgetAsync(partition, entryId, cancellationToken).ConfigureAwait(false);
        await _runtime.Cache.Store.PurgeAsync(AnswerTags.OfEntry(_runtime.Policy.Name, entryId), cancellationToken).ConfigureAwait(false);
        if (_runtime.Policy.SemanticCache is { PromoteFrom: not null })
            await PurgeAsync(tag: EntryPromotion.TagOf(entryId), cancellationToken: cancellationToken).ConfigureAwait(false);
        return wasThere;
    }

    /// <summary>Makes all entries invisible that every given criterion fits; all of the policy's without any.</summary>
    /// <param name="tenant">Of this tenant.</param>
    /// <param name="model">Answered by this model.</param>
    /// <param name="tag">With this tag.</param>
    /// <param name="cancellationToken">Stops waiting for the store.</param>
    public async ValueTask PurgeAsync(string? tenant = null, string? model = null, string? tag = null, CancellationToken cancellationToken = default)
    {
        var policy = _runtime.Policy.Name;
        await _runtime.Semantic.Services.Store.PurgeAsync(new SemanticPurge(policy, tenant, model, tag), cancellationToken).ConfigureAwait(false);
        await _runtime.Cache.Store.PurgeAsync(AnswerTags.OfPurge(policy, tenant, model, tag), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Entries of the policy, those that expired but are not yet collected included.</summary>
    public ValueTask<long> CountAsync(CancellationToken cancellationToken = default) =>
        _runtime.Semantic.Services.Store.CountAsync(_runtime.Policy.Name, cancellationToken);

    /// <summary>What the cache would do with a request, and why; with every guard and number. Changes nothing.</summary>
    /// <param name="messages">The conversation.</param>
    /// <param name="options">The request's options.</param>
    /// <param name="cancellationToken">Stops waiting for embedder and store.</param>
    public ValueTask<SemanticExplanation> ExplainAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        ExplainAsync(messages, options, verifies: false, cancellationToken);

    /// <summary>The same, with the verifier's answer where the cache would ask for it; a model that verifies is called and costs what that costs.</summary>
    /// <param name="messages">The conversation.</param>
    /// <param name="options">The request's options.</param>
    /// <param name="verifies">Whether the verifier is asked.</param>
    /// <param name="cancellationToken">Stops waiting for embedder, store and verifier.</param>
    public async ValueTask<SemanticExplanation> ExplainAsync(IEnumerable<ChatMessage> messages, ChatOptions? options, bool verifies, CancellationToken cancellationToken = default)
    {
        var request = Begin(messages, options);

        // Passages are part of what must be equal.
        if (!_runtime.Policy.Retrievals.IsEmpty)
            await _runtime.Retrieval.RunAsync(request, cancellationToken).ConfigureAwait(false);
        return await new SemanticExplainer(_runtime, _runtime.Semantic.Services).ExplainAsync(request, verifies, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Serves hits again in the scope that a request belongs to, after the cause of too many wrong ones was removed. Its audits start anew.</summary>
    /// <param name="messages">A conversation.</param>
    /// <param name="options">Options that put it into the scope: tenant, user, and so on.</param>
    /// <param name="cancellationToken">Stops waiting for the store.</param>
    /// <returns><see langword="false"/> when nothing is learned in that scope.</returns>
    public async ValueTask<bool> ResetAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var services = _runtime.Semantic.Services;
        if (_runtime.Policy.SemanticCache is not { MostFalseHits: not null } settings
            || SemanticKey.Of(Begin(messages, options), _runtime.Cache.Models, settings.Scope, services.Embedder.Fingerprint, out _) is not { } key)
            return false;
        var learning = await services.Scopes.GetAsync(key.Scope, settings, cancellationToken).ConfigureAwait(false);
        learning.Reset();
        await services.Store.WriteStateAsync(key.Scope, learning.ToBytes(), cancellationToken).ConfigureAwait(false);
        return true;
    }

    private PolicyRequest Begin(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var request = new PolicyRequest(_runtime.Policy, [.. messages], options, streaming: false, _runtime.Time.GetTimestamp(), isObserved: false);
        _runtime.Options.Identify?.Invoke(request.Facts, _runtime.Services);
        return request;
    }
}
