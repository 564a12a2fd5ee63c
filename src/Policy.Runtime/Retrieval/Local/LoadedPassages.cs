using System.Buffers;
using System.Globalization;
using Microsoft.Data.Sqlite;
using OptPolicy.Kernels.Vectors;

namespace OptPolicy;

/// <summary>A collection's passages in memory, as its file held them at one moment. Thread-safe; it never changes.</summary>
internal sealed class LoadedPassages
{
    // Of two rankings that are brought together, each must go further than what is wanted of both.
    private const int LeastDepth = 50, DepthPerPassage = 4;

    private readonly List<Entry> _entries = [];
    private readonly VectorPartition _vectors;
    private readonly Lazy<KeywordIndex> _keywords;

    private LoadedPassages(int dimensions)
    {
        _vectors = new VectorIndex(dimensions).Partition(UInt128.Zero);
        _keywords = new(() => new KeywordIndex([.. _entries.Select(static e => e.Text)]));
    }

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

    /// <summary>The best passages. Where words are looked at, a passage scores its cosine or the share of the question's words that it says, whichever is more; none is below the least score.</summary>
    public IReadOnlyList<RetrievedPassage> Search(RetrievalQuery query)
    {
        if (query.Search is RetrievalSearch.Vector)
            return [.. Nearest(query.Vector.Span, query.Top, query.LeastScore).Select(match => Passage((int)match.Id, match.Score))];

        var depth = Math.Max(LeastDepth, query.Top * DepthPerPassage);
        var scores = ArrayPool<double>.Shared.Rent(_entries.Count);
        Array.Clear(scores);
        try
        {
            var words = _keywords.Value.Ask(query.Question);
            var named = RankedPassages.ByWords(words.Score(scores), scores, depth);
            var ranked = query.Search is RetrievalSearch.Keywords
                ? named
                : RankedPassages.ByBoth(Nearest(query.Vector.Span, depth, query.LeastScore).Select(static match => (int)match.Id).Concat(named), scores, place => Cosine(query.Vector.Span, place));
            return [.. ranked.Select(place => Passage(place, Math.Max(Cosine(query.Vector.Span, place), words.Covered(place)))).Where(p => p.Score >= query.LeastScore).Take(query.Top)];
        }
        finally
        {
            ArrayPool<double>.Shared.Return(scores);
        }
    }

    private VectorMatch[] Nearest(ReadOnlySpan<float> vector, int count, double leastScore)
    {
        var matches = new VectorMatch[Math.Min(count, _entries.Count)];
        return matches[.._vectors.Search(vector, (float)leastScore, DateTimeOffset.MinValue, matches)];
    }

    private RetrievedPassage Passage(int place, double score)
    {
        var entry = _entries[place];
        return new(PassageFile.Id(entry.Path, entry.Ordinal), entry.Path, entry.Text, score, entry.Version);
    }

    private double Cosine(ReadOnlySpan<float> vector, int place)
    {
        var sum = 0.0;
        var halves = _entries[place].Vector;
        for (var i = 0; i < halves.Length; i++)
            sum += vector[i] * (float)halves[i];
        return Math.Clamp(sum, -1, 1);
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
            loaded._entries.Add(new(row.GetString(0), row.GetInt64(1), PassageFile.Titled(row.GetString(2), row.GetString(3)), row.GetString(5), Array.ConvertAll(PassageFile.Vector(vector).ToArray(), static x => (Half)x)));
        }

        return loaded;
    }

    private sealed record Entry(string Path, long Ordinal, string Text, string Version, Half[] Vector);
}
