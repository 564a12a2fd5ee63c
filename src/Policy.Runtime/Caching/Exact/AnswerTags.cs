namespace OptPolicy;

/// <summary>What answers in the exact cache are filed under beside their keys, so that copies go with the semantic entries that they belong to.</summary>
internal static class AnswerTags
{
    // Caches remember tags that were purged: as many as there are entries would never end. Entries that share a shelf are purged together.
    private const int ShelfDigits = 3;

    /// <summary>All tags of an answer.</summary>
    public static string[] Of(string policy, string tenant, string model, IEnumerable<string> tags, string entryId) =>
        [OfPolicy(policy), OfTenant(policy, tenant), OfModel(policy, model), .. tags.Select(tag => OfTag(policy, tag)), OfEntry(policy, entryId)];

    public static string OfEntry(string policy, string entryId) => $"optpolicy:{policy}:entry:{entryId[..Math.Min(ShelfDigits, entryId.Length)]}";

    /// <summary>A tag of all answers that a purge means; others may have it too.</summary>
    public static string OfPurge(string policy, string? tenant, string? model, string? tag) =>
        tag is not null ? OfTag(policy, tag)
        : tenant is not null ? OfTenant(policy, tenant)
        : model is not null ? OfModel(policy, model)
        : OfPolicy(policy);

    private static string OfPolicy(string policy) => $"optpolicy:{policy}";

    private static string OfTenant(string policy, string tenant) => $"optpolicy:{policy}:tenant:{tenant}";

    private static string OfModel(string policy, string model) => $"optpolicy:{policy}:model:{model}";

    private static string OfTag(string policy, string tag) => $"optpolicy:{policy}:tag:{tag}";
}
