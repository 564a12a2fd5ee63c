using System.Globalization;
using Microsoft.Data.Sqlite;

namespace OptPolicy;

/// <summary>A connection that reads one entry after another by a statement that was prepared once: every look-up reads all of its candidates. For one thread at a time.</summary>
internal sealed class EntryReader : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _command;
    private readonly SqliteParameter _number;

    public EntryReader(SqliteConnection connection)
    {
        _connection = connection;
        _command = connection.CreateCommand();
        _command.CommandText = "SELECT id, partition, policy, scope, tenant, model, tags, question, answer, created, expires, cost, labels, users, hits FROM semantic_entry WHERE number = $number";
        _number = _command.Parameters.Add("$number", SqliteType.Integer);
        _command.Prepare();
    }

    /// <summary>The entry without its vector, or <see langword="null"/>.</summary>
    public SemanticEntry? Read(long number)
    {
        _number.Value = number;
        using var row = _command.ExecuteReader();
        return row.Read() ? Entry(row) : null;
    }

    public void Dispose()
    {
        _command.Dispose();
        _connection.Dispose();
    }

    private static SemanticEntry Entry(SqliteDataReader row) => new()
    {
        Id = row.GetString(0),
        Partition = row.GetString(1),
        Policy = row.GetString(2),
        Scope = row.GetString(3),
        Tenant = row.GetString(4),
        Model = row.GetString(5),
        Tags = LocalEntryTable.Split(row.GetString(6)),
        Question = row.GetString(7),
        Vector = ReadOnlyMemory<float>.Empty,
        Answer = (byte[])row[8],
        Created = new DateTimeOffset(row.GetInt64(9), TimeSpan.Zero),
        Expires = new DateTimeOffset(row.GetInt64(10), TimeSpan.Zero),
        Cost = decimal.Parse(row.GetString(11), CultureInfo.InvariantCulture),
        State = new SemanticEntryState(LocalEntryTable.Labels((byte[])row[12]), LocalEntryTable.Split(row.GetString(13)), row.GetInt64(14)),
    };
}
