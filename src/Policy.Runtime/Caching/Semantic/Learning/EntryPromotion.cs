namespace OptPolicy;

/// <summary>
/// Gives an entry's answer to another wording that a judge found to ask the same (Krites, arXiv 2602.13165). The copy lives no longer than its origin, is served to
/// no one else, and leaves with it.
/// </summary>
internal sealed class EntryPromotion(PolicyRuntime runtime, ISemanticStore store)
{
    private const string OriginPrefix = "optpolicy.promoted:";
    private const int Neighbours = 16;

    /// <summary>What all copies of an entry are tagged with.</summary>
    public static string TagOf(string entryId) => OriginPrefix + entryId;

    /// <summary>Whether an entry's answer was given to another question than its own; similarity does not add up, so such an entry is promoted no further.</summary>
    public static bool IsPromoted(SemanticEntry entry) => entry.Tags.Any(static tag => tag.StartsWith(OriginPrefix, StringComparison.Ordinal));

    /// <param name="origin">The entry whose answer fits.</param>
    /// <param name="wording">The entry of the other wording, which is replaced.</param>
    /// <param name="cancellationToken">Stops waiting for the store.</param>
    public async ValueTask PromoteAsync(SemanticEntry origin, SemanticEntry wording, CancellationToken cancellationToken)
    {
        if (origin.Expires <= runtime.Time.GetUtcNow())
            return;
        var promoted = origin with { Id = wording.Id, Question = wording.Question, Vector = wording.Vector, Tags = [.. origin.Tags, TagOf(origin.Id)], State = origin.State with { Labels = [], Hits = 0 } };
        await store.AddAsync(promoted, cancellationToken).ConfigureAwait(false);

        // What was purged or forgotten while the judge thought must not come back under another name.
        var query = new SemanticQuery(origin.Policy, origin.Partition, wording.Question, wording.Vector, Floor: 0, Neighbours);
        var around = await store.SearchAsync(query, cancellationToken).ConfigureAwait(false);
        if (!around.Any(match => string.Equals(match.Entry.Id, origin.Id, StringComparison.Ordinal)))
            await store.ForgetAsync(promoted.Partition, promoted.Id, cancellationToken).ConfigureAwait(false);
    }
}
