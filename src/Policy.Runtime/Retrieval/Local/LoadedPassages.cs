using System.Globalization;
using Microsoft.Data.Sqlite;
using OptPolicy.Kernels.Vectors;

namespace OptPolicy;

/// <summary>A collection's passages in memory, as its file held them at one moment. Thread-safe; it never changes.</summary>
internal sealed class LoadedPassages
{
    private readonly List<Entry> _entries = [];
    private readonly VectorPartition _vectors;

    private LoadedPassages(int dimensions) => _vectors = new VectorIndex(dimensions).Partition(UInt128.Zero);

    /// <exception cref="PolicyStorageException">The file cannot be read.</exception>
    /// <exception cref="PolicyConfigurationException">Another embedder made its vectors.</exception>
    public static LoadedPassages Read(string folder, IRequestEmbedder embedder, string where)
    {
        if (!File.Exists(PassageFile.PathIn(folder)))
            throw new PolicyConfigurationException($"{where}: there is no index in '{folder}'. Make it with 'optpolicy index DOCUMENTS --out {folder}'.");
        using var connection = PassageFile.OpenForReading(folder);
        try
        {
            using var transaction = connection.BeginTransaction(deferred: true);
            var made = PassageFile.Setting(connection, PassageFile.EmbedderSetting);
            if (made is not null && made != embedder.Fingerprint)
                throw new PolicyConfigurationException($"{where}: the vectors in '{folder}' were made by another embedder than the policy's. Name that one with 'embed', or run 'optpolicy index' again with the policy's.");
            return Read(connection, folder);
        }
        catch (SqliteException exception)
        {
            throw SqliteFile.Explain(PassageFile.PathIn(folder), exception);
        }
    }

    public IReadOnlyList<RetrievedPassage> Search(ReadOnlySpan<float> vector, int top, double leastScore)
    {
        var matches = new VectorMatch[Math.Min(top, _entries.Count)];
        var found = _vectors.Search(vector, (float)leastScore, DateTimeOffset.MinValue, matches);
        var passages = new RetrievedPassage[found];
        for (var i = 0; i < found; i++)
        {
            var entry = _entries[(int)matches[i].Id];
            passages[i] = new(PassageFile.Id(entry.Path, entry.Ordinal), entry.Path, entry.Text, matches[i].Score, entry.Version);
        }

        return passages;
    }

    private static LoadedPassages Read(SqliteConnection connection, string folder)
    {
        var dimensions = int.Parse(PassageFile.Setting(connection, PassageFile.DimensionsSetting) ?? "1", CultureInfo.InvariantCulture);
        var loaded = new LoadedPassages(dimensions);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT p.path, p.ordinal, p.heading, p.text, p.vector, d.hash FROM passage p JOIN document d ON d.path = p.path ORDER BY p.path, p.ordinal";
        using var row = command.ExecuteReader();
        while (row.Read())
        {
            var vector = row.GetFieldValue<byte[]>(4);
            if (vector.Length != dimensions * sizeof(float))
                throw new PolicyStorageException($"The file '{PassageFile.PathIn(folder)}' is damaged: a vector has {vector.Length} bytes. Delete it and run 'optpolicy index' again.");
            loaded._vectors.Add(PassageFile.Vector(vector), loaded._entries.Count, DateTimeOffset.MaxValue);
            loaded._entries.Add(new(row.GetString(0), row.GetInt64(1), PassageFile.Titled(row.GetString(2), row.GetString(3)), row.GetString(5)));
        }

        return loaded;
    }

    private sealed record Entry(string Path, long Ordinal, string Text, string Version);
}
