using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace OptPolicy.Kernels.Tokenization.Json;

/// <summary>
/// SHA-256 of everything that decides ids: model, added tokens, normaliser, pre-tokeniser. Order of members, white space and the
/// two spellings of merges do not count; neither do post-processor, decoder, truncation and padding.
/// </summary>
internal static class TokenizerFingerprint
{
    private static readonly string[] Sections = ["model", "added_tokens", "normalizer", "pre_tokenizer"];

    public static string Compute(TokenizerPart root)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var section in Sections)
        {
            Add(hash, section);
            Add(hash, root[section].Json, isMerge: false);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Add(IncrementalHash hash, JsonElement json, bool isMerge)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                Mark(hash, (byte)'{');
                foreach (var member in json.EnumerateObject().Where(member => member.Value.ValueKind != JsonValueKind.Null).OrderBy(member => member.Name, StringComparer.Ordinal))
                {
                    Add(hash, member.Name);
                    Add(hash, member.Value, isMerge: member.Name == "merges");
                }

                Mark(hash, (byte)'}');
                break;
            case JsonValueKind.Array when isMerge && json.GetArrayLength() == 2 && json[0].ValueKind == JsonValueKind.String
                && !json[0].GetString()!.Contains(' ', StringComparison.Ordinal):
                Add(hash, $"{json[0].GetString()} {json[1].GetString()}");
                break;
            case JsonValueKind.Array:
                Mark(hash, (byte)'[');
                foreach (var item in json.EnumerateArray())
                    Add(hash, item, isMerge);
                Mark(hash, (byte)']');
                break;
            case JsonValueKind.String:
                Add(hash, json.GetString()!);
                break;
            default:
                Add(hash, json.ValueKind == JsonValueKind.Undefined ? "null" : json.GetRawText());
                break;
        }
    }

    /// <summary>Length first, so that no two sequences of strings run together.</summary>
    private static void Add(IncrementalHash hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Span<byte> length = stackalloc byte[5];
        length[0] = (byte)'"';
        BinaryPrimitives.WriteInt32LittleEndian(length[1..], bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }

    private static void Mark(IncrementalHash hash, byte mark) => hash.AppendData([mark]);
}
