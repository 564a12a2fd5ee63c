using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace OptPolicy;

/// <summary>
/// A group of entries that was purged, where a store has no numbers that grow by themselves: purges count, entries keep the count they were written under, and a
/// purge covers the smaller ones. No clock is involved. An addition that crosses a purge is hidden with the rest.
/// </summary>
internal sealed record PurgeMark(string Policy, string? Tenant, string? Model, string? Tag, long Generation)
{
    public bool Covers(SemanticEntry entry, long generation) => generation < Generation && new SemanticPurge(Policy, Tenant, Model, Tag).Covers(entry);

    /// <summary>One name for a group however often it is purged.</summary>
    public string Name() => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', new[] { Policy, Tenant, Model, Tag }.Select(static t => t is null ? "*" : string.Create(CultureInfo.InvariantCulture, $"{t.Length}:{t}"))))));
}
