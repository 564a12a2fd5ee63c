using System.Collections.Immutable;
using System.Text.Json;
using Npgsql;

namespace OptPolicy;

/// <summary>Entries as parameters and as rows.</summary>
internal static class PostgresRows
{
    private const double SmallestCost = 1e-6;

    public static NpgsqlBatchCommand Add(SemanticEntry entry) => Command(
        PostgresStatements.Add,
        Of(entry.Partition), Of(entry.Id), Of(entry.Policy), Of(entry.Scope), Of(entry.Tenant), Of(entry.Model), Of(Array(entry.Tags)), Of(entry.Question), Of(entry.Vector.ToArray()),
        Of(entry.Answer.ToArray()), Of(entry.Created.UtcTicks), Of(entry.Expires.UtcTicks), Of(entry.Cost), Of(Labels(entry.State)), Of(Array(entry.State.Users)), Of(entry.State.Hits), Of(Worth(entry)));

    public static NpgsqlBatchCommand Update(string partition, string id, SemanticEntryState state) => Command(
        PostgresStatements.Update, Of(partition), Of(id), Of(Labels(state)), Of(Array(state.Users)), Of(state.Hits));

    public static NpgsqlBatchCommand Purge(SemanticPurge purge) => Command(
        PostgresStatements.Purge, Of(Name(purge)), Of(purge.Policy), OrNull(purge.Tenant), OrNull(purge.Model), OrNull(purge.Tag));

    public static NpgsqlBatchCommand Command(string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters)
            command.Parameters.Add(parameter);
        return command;
    }

    public static NpgsqlParameter Of<T>(T value) => new NpgsqlParameter<T> { TypedValue = value };

    public static SemanticMatch Match(NpgsqlDataReader row) => new(
        new SemanticEntry
        {
            Id = row.GetString(0),
            Partition = row.GetString(1),
            Policy = row.GetString(2),
            Scope = row.GetString(3),
            Tenant = row.GetString(4),
            Model = row.GetString(5),
            Tags = [.. row.GetFieldValue<string[]>(6)],
            Question = row.GetString(7),
            Vector = ReadOnlyMemory<float>.Empty,
            Answer = row.GetFieldValue<byte[]>(8),
            Created = new DateTimeOffset(row.GetInt64(9), TimeSpan.Zero),
            Expires = new DateTimeOffset(row.GetInt64(10), TimeSpan.Zero),
            Cost = row.GetDecimal(11),
            State = new SemanticEntryState(Labels(row.GetFieldValue<double[]>(12)), [.. row.GetFieldValue<string[]>(13)], row.GetInt64(14)),
        },
        row.GetDouble(15));

    private static NpgsqlParameter OrNull(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text };

    /// <summary>Dollars that a hit saves, a byte kept.</summary>
    private static double Worth(SemanticEntry entry) => Math.Max(SmallestCost, (double)entry.Cost) / Math.Max(1, entry.Answer.Length + entry.Question.Length);

    /// <summary>One row for a group however often it is purged.</summary>
    private static string Name(SemanticPurge purge) => string.Join('\n', new[] { purge.Policy, purge.Tenant, purge.Model, purge.Tag }.Select(static t => t is null ? "*" : $"\"{JsonEncodedText.Encode(t)}\""));

    private static string[] Array(ImmutableArray<string> texts) => [.. texts];

    private static double[] Labels(SemanticEntryState state) => [.. state.Labels.SelectMany(static l => new[] { l.Similarity, l.IsRight ? 1.0 : 0.0 })];

    private static ImmutableArray<HitLabel> Labels(double[] numbers) => [.. Enumerable.Range(0, numbers.Length / 2).Select(i => new HitLabel(numbers[2 * i], numbers[2 * i + 1] > 0))];
}
