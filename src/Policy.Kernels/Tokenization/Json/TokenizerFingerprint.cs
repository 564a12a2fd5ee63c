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
        using var hash = new HashWriter();
        foreach (var section in Sections)
        {
            Add(hash, section);
            Add(hash, root[section].Json, isMerge: false);
        }

        return Convert.ToHexStringLower(hash.Finish());
    }

    private static void Add(HashWriter hash, JsonElement json, bool isMerge)
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
    private static void Add(HashWriter hash, string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        var room = hash.Reserve(length + 5);
        room[0] = (byte)'"';
        BinaryPrimitives.WriteInt32LittleEndian(room[1..], length);
        Encoding.UTF8.GetBytes(text, room[5..]);
    }

    private static void Mark(HashWriter hash, byte mark) => hash.Reserve(1)[0] = mark;

    /// <summary>Feeds the hash in blocks: a vocabulary is half a million short strings.</summary>
    private sealed class HashWriter : IDisposable
    {
        private const int Block = 1 << 16;

        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private byte[] _buffer = new byte[Block];
        private int _used;

        /// <summary>Bytes that the caller fills at once.</summary>
        public Span<byte> Reserve(int count)
        {
            if (_used + count > _buffer.Length)
                Flush();
            if (count > _buffer.Length)
                _buffer = new byte[count];
            _used += count;
            return _buffer.AsSpan(_used - count, count);
        }

        public byte[] Finish()
        {
            Flush();
            return _hash.GetHashAndReset();
        }

        public void Dispose() => _hash.Dispose();

        private void Flush()
        {
            _hash.AppendData(_buffer, 0, _used);
            _used = 0;
        }
    }
}
