using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace OptPolicy;

/// <summary>Names of entries, and of users inside entries.</summary>
internal static class SemanticEntryId
{
    private const int Characters = 32;

    /// <summary>The same question of the same moment has the same name.</summary>
    public static string Of(SemanticKey key, DateTimeOffset now) =>
        Hash(string.Create(CultureInfo.InvariantCulture, $"{key.Partition}\n{now.UtcTicks}\n{key.Question}"));

    /// <summary>Entries name users by a hash, so that a store does not become a list of who asked what.</summary>
    public static string OfUser(RequestFacts facts) => Hash($"{facts.Tenant}\n{facts.UserId}");

    private static string Hash(string text) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..Characters];
}
