namespace OptPolicy.Language.Importing;

/// <summary>What <c>import "…"</c> means as a path. Pure: nothing is looked up on disk.</summary>
public static class ImportPath
{
    /// <summary>The path of an imported file, relative to the folder of the file that imports it, in normal form.</summary>
    public static string Resolve(string importingPath, string imported)
    {
        var target = imported.Replace('\\', '/');
        if (IsRooted(target))
        {
            return Normalize(target);
        }

        var folder = importingPath.Replace('\\', '/');
        return Normalize(folder[..(folder.LastIndexOf('/') + 1)] + target);
    }

    /// <summary>Forward slashes, no <c>.</c> and no <c>..</c> that can be resolved. Two spellings of one path become equal.</summary>
    public static string Normalize(string path)
    {
        var rooted = path.StartsWith('/') || path.StartsWith('\\');
        var parts = new List<string>();
        foreach (var part in path.Split('/', '\\'))
        {
            if (part == ".." && parts.Count > 0 && parts[^1] != "..")
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if (part.Length > 0 && part != "." && !(part == ".." && rooted))
            {
                parts.Add(part);
            }
        }

        return (rooted ? "/" : "") + string.Join('/', parts);
    }

    /// <summary>What to write in <paramref name="importingPath"/> to import <paramref name="target"/>.</summary>
    public static string Relative(string importingPath, string target)
    {
        var from = Normalize(importingPath).Split('/');
        var to = Normalize(target).Split('/');
        var common = 0;
        while (common < from.Length - 1 && common < to.Length - 1 && string.Equals(from[common], to[common], StringComparison.Ordinal))
        {
            common++;
        }

        return string.Join('/', Enumerable.Repeat("..", from.Length - 1 - common).Concat(to.Skip(common)));
    }

    private static bool IsRooted(string path) => path.StartsWith('/') || (path.Length > 1 && path[1] == ':');
}
