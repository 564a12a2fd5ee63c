using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.AI;

namespace OptPolicy;

/// <summary>An answer as it is stored: version, when it expires, whether it was recorded, a checksum, and JSON.</summary>
/// <param name="Json">The response.</param>
/// <param name="Recorded">Whether a recorded model gave it.</param>
internal sealed record CachedAnswer(ReadOnlyMemory<byte> Json, bool Recorded)
{
    private const byte Version = 1;
    private const int ExpiryOffset = 2;
    private const int ChecksumOffset = ExpiryOffset + sizeof(long);
    private const int ChecksumBytes = sizeof(uint);
    private const int HeaderBytes = ChecksumOffset + ChecksumBytes;

    private static JsonTypeInfo<ChatResponse> JsonType => (JsonTypeInfo<ChatResponse>)AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(ChatResponse));

    /// <summary>When a stored answer ceases to exist.</summary>
    public DateTimeOffset Expires { get; init; }

    /// <summary>Packs a response; throws what JSON throws for contents that it does not know.</summary>
    public static CachedAnswer Of(ChatResponse response, bool recorded) => new(JsonSerializer.SerializeToUtf8Bytes(Portable(response), JsonType), recorded);

    /// <summary>A fresh response that its caller may change.</summary>
    public ChatResponse Open() =>
        JsonSerializer.Deserialize(Json.Span, JsonType) ?? throw new JsonException("An empty response was stored.");

    /// <summary>The bytes to store.</summary>
    public byte[] Pack(DateTimeOffset expires)
    {
        var bytes = new byte[HeaderBytes + Json.Length];
        bytes[0] = Version;
        bytes[1] = Recorded ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(ExpiryOffset), expires.UtcTicks);
        Json.Span.CopyTo(bytes.AsSpan(HeaderBytes));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(ChecksumOffset), Checksum(bytes));
        return bytes;
    }

    /// <summary>Reads stored bytes.</summary>
    /// <param name="bytes">What the cache returned.</param>
    /// <param name="now">An answer that expired before is not returned.</param>
    /// <param name="isCorrupt">Whether the bytes are not what was stored.</param>
    public static CachedAnswer? Unpack(byte[] bytes, DateTimeOffset now, out bool isCorrupt)
    {
        isCorrupt = bytes.Length <= HeaderBytes || bytes[0] != Version || BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(ChecksumOffset)) != Checksum(bytes);
        if (isCorrupt) return null;
        var expires = new DateTimeOffset(BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(ExpiryOffset)), TimeSpan.Zero);
        return expires <= now ? null : new(bytes.AsMemory(HeaderBytes), bytes[1] == 1) { Expires = expires };
    }

    /// <summary>Whether two packed answers are one answer stored twice, or read alike.</summary>
    public static bool SaysTheSame(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second) =>
        first.Length > HeaderBytes && second.Length > HeaderBytes
        && (first[HeaderBytes..].SequenceEqual(second[HeaderBytes..]) || TextOf(first[HeaderBytes..]) is { Length: > 0 } text && text == TextOf(second[HeaderBytes..]));

    // Only what is text throughout: calls and images say more than their text.
    private static string? TextOf(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, JsonType) is { } response && response.Messages.SelectMany(static m => m.Contents).All(static c => c is TextContent or UsageContent) ? response.Text : null;
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            return null;
        }
    }

    private static uint Checksum(ReadOnlySpan<byte> bytes) => StoredChecksum.Of(bytes[HeaderBytes..], StoredChecksum.Of(bytes[..ChecksumOffset]));

    // Providers attach objects that mean something only in the process that made them.
    private static ChatResponse Portable(ChatResponse response) => new([.. response.Messages.Select(Portable)])
    {
        ResponseId = response.ResponseId,
        ModelId = response.ModelId,
        CreatedAt = response.CreatedAt,
        FinishReason = response.FinishReason,
        Usage = response.Usage,
        AdditionalProperties = Portable(response.AdditionalProperties),
    };

    private static ChatMessage Portable(ChatMessage message)
    {
        if (message.AdditionalProperties is not { Count: > 0 }) return message;
        var copy = message.Clone();
        copy.AdditionalProperties = Portable(message.AdditionalProperties);
        return copy;
    }

    private static AdditionalPropertiesDictionary? Portable(AdditionalPropertiesDictionary? properties)
    {
        if (properties is not { Count: > 0 }) return null;
        var kept = new AdditionalPropertiesDictionary();
        foreach (var (key, value) in properties)
        {
            if (value is null or string or bool or int or long or double or float or decimal or JsonElement) kept[key] = value;
        }

        return kept.Count == 0 ? null : kept;
    }
}
