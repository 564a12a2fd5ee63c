using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace OptPolicy;

/// <summary>Everything about entries but their vectors, in a SQLite file. Thread-safe. Each change is one transaction.</summary>
internal sealed class LocalEntryTable : IDisposable
{
    private const string Component = "semantic cache";
    private const int Version = 1;
    private const char Separator = '\n';
    private static readonly TimeSpan BusyTimeout = TimeSpan.FromSeconds(2);

    private const string Schema = """
        CREATE TABLE semantic_entry(
            number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, partition TEXT NOT NULL, policy TEXT NOT NULL, scope TEXT NOT NULL, tenant TEXT NOT NULL,
            model TEXT NOT NULL, tags TEXT NOT NULL, question TEXT NOT NULL, answer BLOB NOT NULL, created INTEGER NOT NULL, expires INTEGER NOT NULL,
            cost TEXT NOT NULL, labels BLOB NOT NULL, users TEXT NOT NULL, hits INTEGER NOT NULL, priority REAL NOT NULL);
        CREATE UNIQUE INDEX semantic_entry_name ON semantic_entry(partition, id);
        CREATE INDEX semantic_entry_scope ON semantic_entry(scope, priority);
        CREATE INDEX semantic_entry_priority ON semantic_entry(priority);
        CREATE INDEX semantic_entry_expires ON semantic_entry(expires);
        CREATE TABLE semantic_purge(policy TEXT NOT NULL, tenant TEXT, model TEXT, tag TEXT, up_to INTEGER NOT NULL);
        CREATE TABLE semantic_state(scope TEXT PRIMARY KEY, bytes BLOB NOT NULL) WITHOUT ROWID;
        """;

    private readonly Lock _writing = new();
    private readonly SqliteConnection _writer;
    private readonly ConcurrentBag<SqliteConnection> _readers = [];
    private readonly ConcurrentBag<EntryReader> _entryReaders = [];
    private readonly string _path;

    public LocalEntryTable(string path)
    {
        _path = path;
        _writer = Open();
    }

    public long Insert(SemanticEntry entry, double priority) => Write(() =>
    {
        using var command = Command(_writer, """
            INSERT INTO semantic_entry(id, partition, policy, scope, tenant, model, tags, question, answer, created, expires, cost, labels, users, hits, priority)
            VALUES ($id, $partition, $policy, $scope, $tenant, $model, $tags, $question, $answer, $created, $expires, $cost, $labels, $users, $hits, $priority) RETURNING number
            """);
        Add(command, "$id", entry.Id);
        Add(command, "$partition", entry.Partition);
        Add(command, "$policy", entry.Policy);
        Add(command, "$scope", entry.Scope);
        Add(command, "$tenant", entry.Tenant);
        Add(command, "$model", entry.Model);
        Add(command, "$tags", Joined(entry.Tags));
        Add(command, "$question", entry.Question);
        Add(command, "$answer", entry.Answer.ToArray());
        Add(command, "$created", entry.Created.UtcTicks);
        Add(command, "$expires", entry.Expires.UtcTicks);
        Add(command, "$cost", entry.Cost.ToString(CultureInfo.InvariantCulture));
        AddState(command, entry.State);
        Add(command, "$priority", priority);
        return (long)command.ExecuteScalar()!;
    });

    public bool Update(long number, SemanticEntryState state, double priority) => Write(() =>
    {
        using var command = Command(_writer, "UPDATE semantic_entry SET labels = $labels, users = $users, hits = $hits, priority = $priority WHERE number = $number");
        AddState(command, state);
        Add(command, "$priority", priority);
        Add(command, "$number", number);
        return command.ExecuteNonQuery() > 0;
    });

    public void Delete(IEnumerable<long> numbers) => Write(() =>
    {
        using var transaction = _writer.BeginTransaction();
        using var command = Command(_writer, "DELETE FROM semantic_entry WHERE number = $number");
        var parameter = command.Parameters.Add("$number", SqliteType.Integer);
        foreach (var number in numbers)
        {
            parameter.Value = number;
            command.ExecuteNonQuery();
        }

        transaction.Commit();
        return true;
    });

    /// <summary>An entry without its vector, or <see langword="null"/>.</summary>
    public SemanticEntry? Read(long number)
    {
        var reader = _entryReaders.TryTake(out var idle) ? idle : new EntryReader(Open());
        try
        {
            return reader.Read(number);
        }
        catch (SqliteException exception)
        {
            throw SqliteFile.Explain(_path, exception);
        }
        finally
        {
            _entryReaders.Add(reader);
        }
    }

    public long? NumberOf(string partition, string id) =>
        Read("SELECT number FROM semantic_entry WHERE partition = $partition AND id = $id", static row => (long?)row.GetInt64(0), ("$partition", partition), ("$id", id)).FirstOrDefault();

    public List<long> NumbersOf(string id) => Read("SELECT number FROM semantic_entry WHERE id = $id", static row => row.GetInt64(0), ("$id", id));

    /// <summary>Where a policy has entries, the fullest first.</summary>
    public List<string> Partitions(string policy, int count) =>
        Read("SELECT partition FROM semantic_entry WHERE policy = $policy GROUP BY partition ORDER BY count(*) DESC, partition LIMIT $count", static row => row.GetString(0), ("$policy", policy), ("$count", count));

    /// <summary>Entries that a purge would hide: those that live and that no earlier one hid.</summary>
    public long CountVisible(SemanticPurge purge, DateTimeOffset now) => Read(
        """
        SELECT count(*) FROM semantic_entry e WHERE policy = $policy AND expires > $now
          AND ($tenant IS NULL OR tenant = $tenant) AND ($model IS NULL OR model = $model)
          AND ($tag IS NULL OR instr(char(10) || tags || char(10), char(10) || $tag || char(10)) > 0)
          AND NOT EXISTS (SELECT 1 FROM semantic_purge p WHERE e.number <= p.up_to AND p.policy = e.policy AND (p.tenant IS NULL OR p.tenant = e.tenant)
            AND (p.model IS NULL OR p.model = e.model) AND (p.tag IS NULL OR instr(char(10) || e.tags || char(10), char(10) || p.tag || char(10)) > 0))
        """,
        static row => row.GetInt64(0),
        ("$policy", purge.Policy), ("$now", now.UtcTicks), ("$tenant", (object?)purge.Tenant ?? DBNull.Value), ("$model", (object?)purge.Model ?? DBNull.Value), ("$tag", (object?)purge.Tag ?? DBNull.Value)).First();

    /// <summary>What was judged about entries, each entry's labels together.</summary>
    public List<ImmutableArray<HitLabel>> Labels(string policy) =>
        Read("SELECT labels FROM semantic_entry WHERE policy = $policy AND length(labels) > 0", static row => Labels((byte[])row[0]), ("$policy", policy));

    /// <summary>Writes everything into a new file, as it is at one moment.</summary>
    public void CopyTo(string path) => Write(() =>
    {
        using var command = Command(_writer, "VACUUM INTO $path");
        Add(command, "$path", path);
        return command.ExecuteNonQuery();
    });

    public long LastNumber() => Read("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'semantic_entry'", static row => row.GetInt64(0)).First();

    public List<long> Numbers() => Read("SELECT number FROM semantic_entry", static row => row.GetInt64(0));

    public Dictionary<string, int> CountByScope() =>
        Read("SELECT scope, count(*) FROM semantic_entry GROUP BY scope", static row => (row.GetString(0), row.GetInt32(1))).ToDictionary(static r => r.Item1, static r => r.Item2, StringComparer.Ordinal);

    /// <summary>The least valuable entries, of one scope or of all.</summary>
    public List<(long Number, string Scope, double Priority)> Least(string? scope, int count) => Read(
        $"SELECT number, scope, priority FROM semantic_entry {(scope is null ? "" : "WHERE scope = $scope")} ORDER BY priority, number LIMIT $count",
        static row => (row.GetInt64(0), row.GetString(1), row.GetDouble(2)),
        ("$scope", (object?)scope ?? DBNull.Value), ("$count", count));

    public List<(long Number, string Scope)> Expired(DateTimeOffset now, int count) => Read(
        "SELECT number, scope FROM semantic_entry WHERE expires <= $now LIMIT $count", static row => (row.GetInt64(0), row.GetString(1)), ("$now", now.UtcTicks), ("$count", count));

    public List<(SemanticPurge Purge, long UpTo)> Purges() => Read(
        "SELECT policy, tenant, model, tag, up_to FROM semantic_purge",
        static row => (new SemanticPurge(row.GetString(0), Text(row, 1), Text(row, 2), Text(row, 3)), row.GetInt64(4)));

    public void Purge(SemanticPurge purge) => Write(() =>
    {
        using var command = Command(_writer, """
            INSERT INTO semantic_purge(policy, tenant, model, tag, up_to)
            SELECT $policy, $tenant, $model, $tag, coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'semantic_entry'), 0)
            """);
        Add(command, "$policy", purge.Policy);
        Add(command, "$tenant", (object?)purge.Tenant ?? DBNull.Value);
        Add(command, "$model", (object?)purge.Model ?? DBNull.Value);
        Add(command, "$tag", (object?)purge.Tag ?? DBNull.Value);
        return command.ExecuteNonQuery();
    });

    public byte[]? State(string scope) => Read("SELECT bytes FROM semantic_state WHERE scope = $scope", static row => (byte[])row[0], ("$scope", scope)).FirstOrDefault();

    public void SetState(string scope, byte[] bytes) => Write(() =>
    {
        using var command = Command(_writer, "INSERT INTO semantic_state(scope, bytes) VALUES ($scope, $bytes) ON CONFLICT(scope) DO UPDATE SET bytes = excluded.bytes");
        Add(command, "$scope", scope);
        Add(command, "$bytes", bytes);
        return command.ExecuteNonQuery();
    });

    public void Dispose()
    {
        lock (_writing)
            _writer.Dispose();
        while (_readers.TryTake(out var reader))
            reader.Dispose();
        while (_entryReaders.TryTake(out var reader))
            reader.Dispose();
    }

    private SqliteConnection Open() => SqliteFile.Open(_path, Component, Version, Schema, "NORMAL", BusyTimeout);

    private T Write<T>(Func<T> change)
    {
        try
        {
            lock (_writing)
                return change();
        }
        catch (SqliteException exception)
        {
            throw SqliteFile.Explain(_path, exception);
        }
    }

    private List<T> Read<T>(string sql, Func<SqliteDataReader, T> row, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        var reader = _readers.TryTake(out var idle) ? idle : Open();
        try
        {
            using var command = Command(reader, sql);
            foreach (var (name, value) in parameters)
                Add(command, name, value);
            using var rows = command.ExecuteReader();
            var read = new List<T>();
            while (rows.Read())
                read.Add(row(rows));
            return read;
        }
        catch (SqliteException exception)
        {
            throw SqliteFile.Explain(_path, exception);
        }
        finally
        {
            _readers.Add(reader);
        }
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        return command;
    }

    private static void Add(SqliteCommand command, string name, object value) => command.Parameters.AddWithValue(name, value);

    private static void AddState(SqliteCommand command, SemanticEntryState state)
    {
        Add(command, "$labels", Bytes(state.Labels));
        Add(command, "$users", Joined(state.Users));
        Add(command, "$hits", state.Hits);
    }

    private static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static string Joined(ImmutableArray<string> texts) => string.Join(Separator, texts);

    internal static ImmutableArray<string> Split(string text) => text.Length == 0 ? [] : [.. text.Split(Separator)];

    private static byte[] Bytes(ImmutableArray<HitLabel> labels) =>
        MemoryMarshal.AsBytes<double>(labels.SelectMany(static l => new[] { l.Similarity, l.IsRight ? 1.0 : 0.0 }).ToArray()).ToArray();

    internal static ImmutableArray<HitLabel> Labels(byte[] bytes)
    {
        if (bytes.Length == 0)
            return [];
        var numbers = MemoryMarshal.Cast<byte, double>(bytes).ToArray();
        return [.. Enumerable.Range(0, numbers.Length / 2).Select(i => new HitLabel(numbers[2 * i], numbers[2 * i + 1] > 0))];
    }
}
