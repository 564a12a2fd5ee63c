using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace OptPolicy.Compression.Pipeline.Measuring;

/// <summary>
/// How a model read a set of texts, by the model's hash and the texts' tokens: the original is compared with many models on the same texts and reads
/// them once. Not thread-safe.
/// </summary>
internal sealed class ReadingMemory
{
    private const int EntriesMax = 8;

    private readonly Dictionary<string, IReadOnlyList<ForcedReading>> _readings = new(StringComparer.Ordinal);

    public static string KeyOf(string modelHash, IEnumerable<ForcedText> texts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var text in texts)
        {
            hash.AppendData(MemoryMarshal.AsBytes<int>([text.Tokens.Length, text.Start]));
            hash.AppendData(MemoryMarshal.AsBytes(text.Tokens.AsSpan()));
        }

        return $"{modelHash} {Convert.ToHexStringLower(hash.GetHashAndReset())}";
    }

    public IReadOnlyList<ForcedReading>? Find(string key) => _readings.GetValueOrDefault(key);

    public void Keep(string key, IReadOnlyList<ForcedReading> readings)
    {
        if (_readings.Count == EntriesMax)
            _readings.Clear();
        _readings[key] = readings;
    }
}
