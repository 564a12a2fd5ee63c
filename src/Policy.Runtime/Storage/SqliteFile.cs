using System.Globalization;
using Microsoft.Data.Sqlite;

namespace OptPolicy;

/// <summary>Opens SQLite files so that several components and several processes may share one.</summary>
internal static class SqliteFile
{
    // https://www.sqlite.org/rescode.html
    private const int Busy = 5;
    private const int Locked = 6;
    private const int ReadOnly = 8;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int NotADatabase = 26;

    /// <summary>Opens a file for writing and creates a component's tables on first use.</summary>
    /// <param name="path">The file; its folder is created when missing.</param>
    /// <param name="component">Whose tables.</param>
    /// <param name="version">The version of the tables that this code reads and writes.</param>
    /// <param name="schema">Creates the tables.</param>
    /// <param name="synchronous">SQLite's <c>synchronous</c>: <c>FULL</c> survives power loss, <c>NORMAL</c> only the end of the process.</param>
    /// <param name="busyTimeout">How long to wait for other processes.</param>
    /// <exception cref="PolicyStorageException">The file cannot be used.</exception>
    public static SqliteConnection Open(string path, string component, int version, string schema, string synchronous, TimeSpan busyTimeout)
    {
        try
        {
            if (Path.GetDirectoryName(Path.GetFullPath(path)) is { Length: > 0 } folder)
                Directory.CreateDirectory(folder);
            return Connect(path, SqliteOpenMode.ReadWriteCreate, busyTimeout, connection =>
            {
                Execute(connection, $"PRAGMA journal_mode = WAL; PRAGMA synchronous = {synchronous};");
                CreateTables(connection, path, component, version, schema);
            });
        }
        catch (Exception e) when (e is SqliteException or UnauthorizedAccessException or (IOException and not PolicyStorageException))
        {
            throw Explain(path, e);
        }
    }

    /// <summary>Opens an existing file for reading.</summary>
    /// <exception cref="PolicyStorageException">The file cannot be used or has no such tables.</exception>
    public static SqliteConnection OpenForReading(string path, string component, int version, TimeSpan busyTimeout)
    {
        if (!File.Exists(path))
            throw new PolicyStorageException($"The file '{path}' does not exist. It is created when the app serves its first request.");
        try
        {
            return Connect(path, SqliteOpenMode.ReadOnly, busyTimeout, Check);
        }
        catch (SqliteException e) when (e.SqliteErrorCode is ReadOnly)
        {
            return OpenAfterRecovery();
        }
        catch (SqliteException e)
        {
            throw Explain(path, e);
        }

        void Check(SqliteConnection connection)
        {
            if (VersionOf(connection, component) is null)
                throw new PolicyStorageException($"The file '{path}' has no {component}. Name the file that the app writes its {component} to.");
            CheckVersion(connection, path, component, version);
        }

        // A writer that was killed left a journal behind, which must be played back before anyone reads; that takes the right to write.
        SqliteConnection OpenAfterRecovery()
        {
            try
            {
                Connect(path, SqliteOpenMode.ReadWrite, busyTimeout, Check).Dispose();
                return Connect(path, SqliteOpenMode.ReadOnly, busyTimeout, Check);
            }
            catch (SqliteException e)
            {
                throw Explain(path, e);
            }
        }
    }

    /// <summary>Says what is wrong with a file and what to do.</summary>
    public static PolicyStorageException Explain(string path, Exception error)
    {
        var reason = error is SqliteException sqlite
            ? sqlite.SqliteErrorCode switch
            {
                Busy or Locked => "is locked by another process. End the process that holds it, or raise the busy timeout",
                ReadOnly => "is read-only. Make the file and its folder writable for this process",
                Corrupt or NotADatabase => "is damaged or not a SQLite file. Move it away, or restore it from a backup",
                Full => "cannot grow: the disk is full. Free some space",
                CannotOpen => "cannot be opened. Check that its folder exists and is writable",
                _ => $"cannot be used (SQLite error {sqlite.SqliteErrorCode.ToString(CultureInfo.InvariantCulture)}: {sqlite.Message})",
            }
            : $"cannot be used: {error.Message}";
        return new PolicyStorageException($"The file '{path}' {reason}.", error);
    }

    public static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static SqliteConnection Connect(string path, SqliteOpenMode mode, TimeSpan busyTimeout, Action<SqliteConnection> prepare)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = mode,
            Pooling = false,
            DefaultTimeout = Math.Max((int)Math.Ceiling(busyTimeout.TotalSeconds), 1),
        }.ConnectionString);
        try
        {
            connection.Open();

            // SQLite's own waiting polls more finely than the driver's.
            Execute(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA busy_timeout = {(int)busyTimeout.TotalMilliseconds};"));
            prepare(connection);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static void CreateTables(SqliteConnection connection, string path, string component, int version, string schema)
    {
        using var transaction = connection.BeginTransaction(deferred: false);
        Execute(connection, "CREATE TABLE IF NOT EXISTS optpolicy_component(name TEXT PRIMARY KEY, version INTEGER NOT NULL) WITHOUT ROWID;");
        if (VersionOf(connection, component) is null)
        {
            Execute(connection, schema);
            using var insert = connection.CreateCommand();
            insert.CommandText = "INSERT INTO optpolicy_component(name, version) VALUES ($name, $version)";
            insert.Parameters.AddWithValue("$name", component);
            insert.Parameters.AddWithValue("$version", version);
            insert.ExecuteNonQuery();
        }

        CheckVersion(connection, path, component, version);
        transaction.Commit();
    }

    private static void CheckVersion(SqliteConnection connection, string path, string component, int version)
    {
        if (VersionOf(connection, component) is { } found && found != version)
            throw new PolicyStorageException(string.Create(CultureInfo.InvariantCulture, $"The file '{path}' holds version {found} of its {component}, this program knows version {version}. Use the program that wrote it, or another file."));
    }

    private static long? VersionOf(SqliteConnection connection, string component)
    {
        using var exists = connection.CreateCommand();
        exists.CommandText = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'optpolicy_component'";
        if ((long)exists.ExecuteScalar()! == 0)
            return null;
        using var select = connection.CreateCommand();
        select.CommandText = "SELECT version FROM optpolicy_component WHERE name = $name";
        select.Parameters.AddWithValue("$name", component);
        return (long?)select.ExecuteScalar();
    }
}
