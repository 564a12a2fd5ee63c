using System.Collections.Concurrent;
using System.Collections.Immutable;
using OptPolicy.Language.Text;

namespace OptPolicy.LanguageServer.Workspace;

/// <summary>Every policy text that the server can see: open documents first, then the disk.</summary>
internal sealed class PolicyFiles
{
    // A repository has a handful of policies; the limit only guards against a workspace that is a whole disk.
    private const int FilesMax = 2_000;
    private const int FoldersMax = 50_000;

    private readonly ConcurrentDictionary<string, (DateTime WrittenAt, long Length, PolicyText Text)> _disk = new(StringComparer.Ordinal);
    private ImmutableDictionary<string, OpenDocument> _open = ImmutableDictionary.Create<string, OpenDocument>(StringComparer.Ordinal);
    private ImmutableArray<string> _folders = [];
    private ImmutableArray<string>? _found;
    private int _stamp;

    /// <summary>Changes with every edit, so that equal stamps mean equal texts (apart from unannounced changes on disk).</summary>
    public int Stamp => Volatile.Read(ref _stamp);

    public ImmutableDictionary<string, OpenDocument> Open => _open;

    public void SetFolders(ImmutableArray<string> folders) => Change(() => (_folders, _found) = (folders, null));

    public void Set(OpenDocument document) => Change(() => _open = _open.SetItem(document.Text.Path, document));

    public void Close(string path) => Change(() => _open = _open.Remove(path));

    public void DiskChanged() => Change(() => _found = null);

    public PolicyText? Read(string path)
    {
        if (_open.TryGetValue(path, out var document))
        {
            return document.Text;
        }

        try
        {
            var file = new FileInfo(path);
            if (!file.Exists)
            {
                return null;
            }

            if (_disk.TryGetValue(path, out var cached) && cached.WrittenAt == file.LastWriteTimeUtc && cached.Length == file.Length)
            {
                return cached.Text;
            }

            var text = new PolicyText(path, File.ReadAllText(path));
            _disk[path] = (file.LastWriteTimeUtc, file.Length, text);
            return text;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>All policy files below the workspace's folders, and all open ones.</summary>
    public ImmutableArray<string> All()
    {
        var found = _found ??= [.. _folders.SelectMany(Find).Distinct(StringComparer.Ordinal).Take(FilesMax)];
        return [.. found.Union(_open.Keys, StringComparer.Ordinal)];
    }

    private static IEnumerable<string> Find(string folder)
    {
        var options = new EnumerationOptions { IgnoreInaccessible = true };
        var pending = new Queue<string>([folder]);
        for (var visited = 0; visited < FoldersMax && pending.TryDequeue(out var current); visited++)
        {
            if (!Directory.Exists(current))
            {
                continue;
            }

            foreach (var file in Directory.EnumerateFiles(current, "*.optpolicy", options))
            {
                yield return DocumentUri.Slashes(file);
            }

            foreach (var child in Directory.EnumerateDirectories(current, "*", options))
            {
                if (Path.GetFileName(child) is not ("bin" or "obj" or "node_modules") && !Path.GetFileName(child).StartsWith('.'))
                {
                    pending.Enqueue(child);
                }
            }
        }
    }

    private void Change(Action change)
    {
        change();
        Interlocked.Increment(ref _stamp);
    }
}
