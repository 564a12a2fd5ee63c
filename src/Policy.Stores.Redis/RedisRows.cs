using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using StackExchange.Redis;

namespace OptPolicy;

/// <summary>Entries as fields of a hash.</summary>
internal static class RedisRows
{
    private const double SmallestCost = 1e-6;

    /// <summary>What a match needs, in the order in which <see cref="Read"/> takes it.</summary>
    public static RedisValue[] Fields { get; } = ["n", "policy", "scope", "tenant", "model", "tags", "question", "answer", "created", "expires", "cost", "labels", "users", "hits", "vector"];

    public static RedisValue[] Add(SemanticEntry entry, DateTimeOffset now, int capacity, int? quota, bool vectorSet) =>
    [
        $"{entry.Partition}:{entry.Id}:{entry.Scope}", entry.Expires.ToUnixTimeMilliseconds(), now.ToUnixTimeMilliseconds(), Worth(entry).ToString("R", CultureInfo.InvariantCulture), entry.State.Hits, capacity, quota ?? 0, vectorSet ? 1 : 0,
        "policy", entry.Policy, "scope", entry.Scope, "tenant", entry.Tenant, "model", entry.Model, "tags", List(entry.Tags), "question", entry.Question, "answer", entry.Answer,
        "created", entry.Created.UtcTicks, "expires", entry.Expires.UtcTicks, "cost", entry.Cost.ToString(CultureInfo.InvariantCulture),
        "labels", Labels(entry.State), "users", List(entry.State.Users), "hits", entry.State.Hits, "vector", Vector(entry.Vector.Span),
    ];

    public static RedisValue[] Update(string partition, string id, SemanticEntryState state) => [partition, id, Labels(state), List(state.Users), state.Hits];

    /// <summary>The entry, or <see langword="null"/> when it is gone or was replaced since it got its number.</summary>
    public static SemanticEntry? Read(string partition, string id, long number, RedisValue[] fields) => fields[0].IsNull || (long)fields[0] != number ? null : new SemanticEntry
    {
        Id = id,
        Partition = partition,
        Policy = fields[1]!,
        Scope = fields[2]!,
        Tenant = fields[3]!,
        Model = fields[4]!,
        Tags = List(fields[5]),
        Question = fields[6]!,
        Answer = (byte[])fields[7]!,
        Created = new DateTimeOffset((long)fields[8], TimeSpan.Zero),
        Expires = new DateTimeOffset((long)fields[9], TimeSpan.Zero),
        Cost = decimal.Parse((string)fields[10]!, NumberStyles.Number, CultureInfo.InvariantCulture),
        State = new SemanticEntryState(Labels((byte[])fields[11]!), List(fields[12]), (long)fields[13]),
        Vector = Vector((byte[])fields[14]!),
    };

    public static float[] Vector(byte[] bytes)
    {
        var vector = new float[bytes.Length / sizeof(float)];
        for (var i = 0; i < vector.Length; i++)
            vector[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(i * sizeof(float)));
        return vector;
    }

    public static byte[] Vector(ReadOnlySpan<float> vector)
    {
        var bytes = new byte[vector.Length * sizeof(float)];
        for (var i = 0; i < vector.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), vector[i]);
        return bytes;
    }

    /// <summary>One field for a group however often it is purged.</summary>
    public static RedisValue Group(SemanticPurge purge) => JsonSerializer.Serialize([purge.Tenant, purge.Model, purge.Tag], RedisJson.Default.StringArray!);

    public static SemanticPurge Group(string policy, RedisValue group) =>
        JsonSerializer.Deserialize((string)group!, RedisJson.Default.StringArray) is [var tenant, var model, var tag] ? new SemanticPurge(policy, tenant, model, tag) : new SemanticPurge(policy);

    /// <summary>Dollars that a hit saves, a byte kept.</summary>
    private static double Worth(SemanticEntry entry) => Math.Max(SmallestCost, (double)entry.Cost) / Math.Max(1, entry.Answer.Length + entry.Question.Length);

    private static RedisValue List(ImmutableArray<string> texts) => JsonSerializer.Serialize([.. texts], RedisJson.Default.StringArray!);

    private static ImmutableArray<string> List(RedisValue json) => [.. JsonSerializer.Deserialize((string)json!, RedisJson.Default.StringArray) ?? []];

    private static byte[] Labels(SemanticEntryState state) => MemoryMarshal.AsBytes<double>([.. state.Labels.SelectMany(static l => new[] { l.Similarity, l.IsRight ? 1.0 : 0.0 })]).ToArray();

    private static ImmutableArray<HitLabel> Labels(byte[] bytes)
    {
        var numbers = MemoryMarshal.Cast<byte, double>(bytes);
        var labels = ImmutableArray.CreateBuilder<HitLabel>(numbers.Length / 2);
        for (var i = 0; i + 1 < numbers.Length; i += 2)
            labels.Add(new HitLabel(numbers[i], numbers[i + 1] > 0));
        return labels.MoveToImmutable();
    }
}
