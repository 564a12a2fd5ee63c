namespace OptPolicy;

/// <summary>Groups that were purged, as of a version on the server. Immutable.</summary>
internal sealed record RedisPurges(long Version, long Epoch, (SemanticPurge Purge, long UpTo)[] Groups)
{
    public static RedisPurges None { get; } = new(Version: -1, Epoch: -1, []);

    /// <summary>Whether an entry with this number is hidden.</summary>
    public bool Covers(long number, SemanticEntry entry) => Array.Exists(Groups, g => number <= g.UpTo && g.Purge.Covers(entry));
}
