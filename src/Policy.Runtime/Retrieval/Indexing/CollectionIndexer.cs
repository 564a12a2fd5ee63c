using System.Globalization;
using Microsoft.Data.Sqlite;

namespace OptPolicy;

/// <summary>Makes a folder that policies retrieve from, of a folder of documents.</summary>
/// <remarks>
/// Each document is one transaction, so that a run that was stopped or killed leaves whole documents, and the next one goes on
/// where it ended: what did not change is not embedded again. Policies may read meanwhile.
/// </remarks>
internal sealed class CollectionIndexer(IRequestEmbedder embedder, Func<string, int> countTokens, IndexOptions options)
{
    private readonly PassageSplitter _splitter = new(options, countTokens);

    /// <summary>Brings the collection up to date.</summary>
    /// <param name="documents">The documents' paths relative to <paramref name="root"/>, with <c>/</c>.</param>
    /// <param name="root">The folder of the documents.</param>
    /// <param name="folder">The collection's folder; made where it is missing.</param>
    /// <param name="progress">Hears of each document, if anyone wants to.</param>
    /// <param name="cancellationToken">Stops between passages; what is done stays done.</param>
    /// <exception cref="PolicyStorageException">The collection's file cannot be used.</exception>
    public async Task<IndexReport> RunAsync(IReadOnlyList<string> documents, string root, string folder, IProgress<IndexProgress>? progress, CancellationToken cancellationToken)
    {
        // A service may say how long its vectors are only with the first one; then nothing is written before it answers.
        if (embedder.Dimensions == 0)
            await embedder.EmbedAsync("length", cancellationToken).ConfigureAwait(false);
        using var connection = PassageFile.OpenForWriting(folder);
        try
        {
            Prepare(connection);
            var known = Known(connection);
            var (added, changed, unchanged) = (0, 0, 0);
            var problems = new List<IndexProblem>();
            for (var i = 0; i < documents.Count; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var path = documents[i];
                progress?.Report(new(path, i, documents.Count));
                var before = known.GetValueOrDefault(path);
                known.Remove(path);
                if (DocumentText.Read(Path.Combine(root, path), path, options.MaxFileBytes, out var problem) is not { } document)
                {
                    problems.Add(problem!);
                }
                else if (document.Hash == before)
                {
                    unchanged++;
                }
                else
                {
                    await ReplaceAsync(connection, path, document, cancellationToken).ConfigureAwait(false);
                    if (before is null) added++;
                    else changed++;
                }
            }

            foreach (var gone in known.Keys) Remove(connection, gone);
            progress?.Report(new("", documents.Count, documents.Count));
            var passages = Count(connection);
            Settle(connection);
            return new(added, changed, unchanged, known.Count, passages, problems);
        }
        catch (SqliteException exception)
        {
            throw SqliteFile.Explain(PassageFile.PathIn(folder), exception);
        }
    }

    // Vectors of two embedders, or passages cut in two ways, never stand side by side.
    private void Prepare(SqliteConnection connection)
    {
        if (PassageFile.Setting(connection, PassageFile.EmbedderSetting) == embedder.Fingerprint && PassageFile.Setting(connection, PassageFile.SplitSetting) == options.SplitFingerprint) return;
        using var transaction = connection.BeginTransaction();
        SqliteFile.Execute(connection, "DELETE FROM passage; DELETE FROM document; DELETE FROM index_setting;");
        Write(connection, PassageFile.EmbedderSetting, embedder.Fingerprint);
        Write(connection, PassageFile.DimensionsSetting, embedder.Dimensions.ToString(CultureInfo.InvariantCulture));
        Write(connection, PassageFile.SplitSetting, options.SplitFingerprint);
        transaction.Commit();
    }

    private async Task ReplaceAsync(SqliteConnection connection, string path, DocumentText document, CancellationToken cancellationToken)
    {
        var blocks = Path.GetExtension(path) is ".md" or ".markdown" ? MarkdownBlocks.Of(document.Text) : MarkdownBlocks.OfPlainText(document.Text);
        var passages = _splitter.Split(blocks);
        var vectors = new byte[passages.Count][];
        await Parallel.ForAsync(0, passages.Count, new ParallelOptions { MaxDegreeOfParallelism = options.AtOnce, CancellationToken = cancellationToken }, async (i, ct) =>
        {
            var vector = await embedder.EmbedAsync(PassageFile.Titled(passages[i].Heading, passages[i].Text), ct).ConfigureAwait(false);
            vectors[i] = PassageFile.Bytes(vector.Span);
        }).ConfigureAwait(false);

        using var transaction = connection.BeginTransaction();
        Execute(connection, "DELETE FROM passage WHERE path = $path", ("$path", path));
        Execute(connection, "INSERT INTO document(path, hash) VALUES ($path, $hash) ON CONFLICT(path) DO UPDATE SET hash = excluded.hash", ("$path", path), ("$hash", document.Hash));
        for (var i = 0; i < passages.Count; i++)
        {
            Execute(
                connection,
                "INSERT INTO passage(path, ordinal, heading, text, vector) VALUES ($path, $ordinal, $heading, $text, $vector)",
                ("$path", path),
                ("$ordinal", i + 1),
                ("$heading", passages[i].Heading),
                ("$text", passages[i].Text),
                ("$vector", vectors[i]));
        }

        transaction.Commit();
    }

    private static void Remove(SqliteConnection connection, string path)
    {
        using var transaction = connection.BeginTransaction();
        Execute(connection, "DELETE FROM passage WHERE path = $path", ("$path", path));
        Execute(connection, "DELETE FROM document WHERE path = $path", ("$path", path));
        transaction.Commit();
    }

    // Without a journal beside it the file can be read where nothing can be written, such as in a container's image.
    // A reader that has it open keeps the journal; the next run tries again.
    private static void Settle(SqliteConnection connection)
    {
        SqliteFile.Execute(connection, "PRAGMA wal_checkpoint(TRUNCATE);");
        try
        {
            SqliteFile.Execute(connection, "PRAGMA busy_timeout = 0; PRAGMA journal_mode = DELETE;");
        }
        catch (SqliteException)
        {
            // Somebody reads it now, who will find it complete all the same.
        }
    }

    private static Dictionary<string, string> Known(SqliteConnection connection)
    {
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT path, hash FROM document";
        using var row = command.ExecuteReader();
        while (row.Read()) known.Add(row.GetString(0), row.GetString(1));
        return known;
    }

    private static long Count(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM passage";
        return (long)command.ExecuteScalar()!;
    }

    private static void Write(SqliteConnection connection, string name, string value) =>
        Execute(connection, "INSERT INTO index_setting(name, value) VALUES ($name, $value)", ("$name", name), ("$value", value));

    private static void Execute(SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters) command.Parameters.AddWithValue(name, value);
        command.ExecuteNonQuery();
    }
}
