using Microsoft.Data.Sqlite;

namespace OptPolicy.Runtime.Tests.Storage;

/// <summary>Another program with its hands in the file.</summary>
internal sealed class RawSqlite : IDisposable
{
    private readonly SqliteConnection _connection;

    public RawSqlite(string path)
    {
        _connection = new SqliteConnection($"Data Source={path};Pooling=false");
        _connection.Open();
    }

    public void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public void Dispose() => _connection.Dispose();
}
