using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace OptPolicy;

/// <summary>The file in which <c>optpolicy index</c> keeps a collection: documents, their passages, and the passages' vectors.</summary>
internal static class PassageFile
{
    public const string Component = "passages";
    public const int Version = 1;

    public const string Schema = """
        CREATE TABLE index_setting(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE document(path TEXT PRIMARY KEY, hash TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE passage(path TEXT NOT NULL, ordinal INTEGER NOT NULL, heading TEXT NOT NULL, text TEXT NOT NULL, vector BLOB NOT NULL, PRIMARY KEY(path, ordinal)) WITHOUT ROWID;
        """;

    public const string EmbedderSetting = "embedder";
    public const string DimensionsSetting = "dimensions";
    public const string SplitSetting = "split";

    private const string FileName = "passages.db";
    private static readonly TimeSpan BusyTimeout = TimeSpan.FromSeconds(10);

    public static string PathIn(string folder) => Path.Combine(folder, FileName);

    /// <exception cref="PolicyStorageException">The file cannot be used.</exception>
    public static SqliteConnection OpenForWriting(string folder) => SqliteFile.Open(PathIn(folder), Component, Version, Schema, "NORMAL", BusyTimeout);

    /// <exception cref="PolicyStorageException">The file cannot be used.</exception>
    public static SqliteConnection OpenForReading(string folder) => SqliteFile.OpenForReading(PathIn(folder), Component, Version, BusyTimeout);

    public static string? Setting(SqliteConnection connection, string name)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT value FROM index_setting WHERE name = $name";
        command.Parameters.AddWithValue("$name", name);
        return (string?)command.ExecuteScalar();
    }

    public static byte[] Bytes(ReadOnlySpan<float> vector) => MemoryMarshal.AsBytes(vector).ToArray();

    public static ReadOnlySpan<float> Vector(byte[] bytes) => MemoryMarshal.Cast<byte, float>(bytes);

    /// <summary>A passage as it is embedded and as it comes into a prompt: headings say what it is about.</summary>
    public static string Titled(string heading, string text) => heading.Length == 0 ? text : heading + "\n" + text;

    public static string Id(string path, long ordinal) => string.Create(CultureInfo.InvariantCulture, $"{path}#{ordinal}");
}
