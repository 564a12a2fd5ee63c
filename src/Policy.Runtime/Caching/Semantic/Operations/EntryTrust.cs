namespace OptPolicy;

/// <summary>Who may be served an entry: whoever is known to have got the same answer, and everybody once enough different users have.</summary>
internal static class EntryTrust
{
    /// <summary>The reason code of an entry that waits for more users.</summary>
    public const string Unshared = "unshared";

    public static bool Admits(SemanticEntry entry, SemanticCacheSettings settings, RequestFacts facts) =>
        IsShared(entry, settings) || entry.State.Users.Contains(SemanticEntryId.OfUser(facts), StringComparer.Ordinal);

    /// <summary>Whether everybody in the scope may be served it.</summary>
    public static bool IsShared(SemanticEntry entry, SemanticCacheSettings settings) =>
        settings.ShareAfterUsers <= 1 || entry.State.Users.Length >= settings.ShareAfterUsers;
}
