using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace OptPolicy.Workloads.Tasks;

/// <summary>SHA-256 over parts, each with its length, so that no two lists of parts run together.</summary>
internal static class ContentHash
{
    public static string Of(params IEnumerable<string> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in parts)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{part.Length}:")));
            hash.AppendData(Encoding.UTF8.GetBytes(part));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
