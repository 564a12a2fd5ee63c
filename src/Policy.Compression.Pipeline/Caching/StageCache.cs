using System.Text.Json;

namespace OptPolicy.Compression.Pipeline.Caching;

/// <summary>
/// Results of stages by the hash of everything that decides them. A result is written elsewhere and takes its name in one rename, so an entry that is
/// there is whole, whenever the process was killed. One process at a time.
/// </summary>
public sealed class StageCache : IDisposable
{
    internal const string EntryFileName = "entry.json";

    private const int KeyLettersInNames = 20;

    private const string RunningName = "running";

    private static readonly TimeSpan AbandonedAfter = TimeSpan.FromDays(14);

    private readonly string _root;
    private readonly FileStream _lock;

    private StageCache(string root, FileStream held)
    {
        _root = root;
        _lock = held;
    }

    /// <summary>Where small records lie.</summary>
    public string RecordFolder => Path.Combine(_root, "records");

    /// <summary>
    /// Opens the cache in a folder, which is made when it is not there. Checkpoints of stages that were stopped and not taken up for two weeks are removed:
    /// their settings or data have changed since.
    /// </summary>
    /// <param name="root">The folder.</param>
    /// <param name="clock">Tells how old they are.</param>
    /// <exception cref="PipelineException">Another run uses it, or it cannot be written.</exception>
    public static StageCache Open(string root, TimeProvider clock)
    {
        try
        {
            Directory.CreateDirectory(Path.Combine(root, "stages"));
            Directory.CreateDirectory(Path.Combine(root, RunningName));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new PipelineException($"the work folder '{root}' cannot be made: {error.Message}", error);
        }

        var cache = new StageCache(root, Lock(root));
        cache.RemoveAbandoned(clock);
        return cache;
    }

    /// <summary>The result of a stage, if it is there.</summary>
    public ModelArtefact? Find(string name, string key)
    {
        var folder = EntryFolder(name, key);
        var entry = Path.Combine(folder, EntryFileName);
        if (!File.Exists(entry))
            return null;
        using var json = JsonDocument.Parse(File.ReadAllBytes(entry));
        return json.RootElement.GetProperty("key").GetString() == key ? new ModelArtefact(folder, json.RootElement.GetProperty("content").GetString()!) : null;
    }

    /// <summary>The folder that a stage may use while it runs: what a killed run left there is still there.</summary>
    public string RunFolder(string name, string key)
    {
        var folder = Path.Combine(_root, RunningName, $"{name}-{key[..KeyLettersInNames]}");
        Directory.CreateDirectory(folder);
        return folder;
    }

    /// <summary>Makes a whole output the result of its stage.</summary>
    /// <param name="name">The stage's kind, for people who look into the folder.</param>
    /// <param name="key">What decides the result.</param>
    /// <param name="output">The output; its folder moves.</param>
    /// <param name="ingredients">What the key was made of, for people.</param>
    public ModelArtefact Commit(string name, string key, string output, string ingredients)
    {
        var content = ContentHash.OfModel(output);
        File.WriteAllText(Path.Combine(output, EntryFileName), $"{{\n  \"key\": \"{key}\",\n  \"content\": \"{content}\",\n  \"ingredients\": {ingredients}\n}}\n");
        var folder = EntryFolder(name, key);
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        Directory.Move(output, folder);
        var run = RunFolder(name, key);
        Directory.Delete(run, recursive: true);
        return new ModelArtefact(folder, content);
    }

    /// <summary>A small record by its key, such as a measurement; <see langword="null"/> when it is not there.</summary>
    public byte[]? FindRecord(string name, string key)
    {
        var path = RecordPath(name, key);
        return File.Exists(path) ? File.ReadAllBytes(path) : null;
    }

    /// <summary>Keeps a small record.</summary>
    public void KeepRecord(string name, string key, byte[] content)
    {
        var path = RecordPath(name, key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var partial = path + ".partial";
        File.WriteAllBytes(partial, content);
        File.Move(partial, path, overwrite: true);
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    private static FileStream Lock(string root)
    {
        try
        {
            return new FileStream(Path.Combine(root, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error)
        {
            throw new PipelineException($"another run works in '{root}': wait for it, or give this one a folder of its own with --work", error);
        }
    }

    private void RemoveAbandoned(TimeProvider clock)
    {
        var limit = clock.GetUtcNow().UtcDateTime - AbandonedAfter;
        foreach (var folder in new DirectoryInfo(Path.Combine(_root, RunningName)).EnumerateDirectories())
        {
            if (folder.EnumerateFileSystemInfos("*", SearchOption.AllDirectories).Prepend(folder).Max(static f => f.LastWriteTimeUtc) >= limit)
                continue;
            try
            {
                folder.Delete(recursive: true);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // It costs room and nothing else; the next run tries again.
            }
        }
    }

    private string EntryFolder(string name, string key) => Path.Combine(_root, "stages", $"{name}-{key[..KeyLettersInNames]}");

    private string RecordPath(string name, string key) => Path.Combine(RecordFolder, $"{name}-{key[..KeyLettersInNames]}.json");
}
