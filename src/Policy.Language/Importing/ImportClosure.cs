using System.Collections.Immutable;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Importing;

/// <summary>Finds the files that a compilation needs: the given ones and everything they import, directly or not.</summary>
public static class ImportClosure
{
    /// <param name="roots">The files to start from.</param>
    /// <param name="read">Gives the text of a path, or null when there is none; the compiler reports that at the import.</param>
    /// <returns>The roots in their order, then the imported files in the order they are reached; each path once.</returns>
    public static ImmutableArray<PolicyText> Load(ImmutableArray<PolicyText> roots, Func<string, PolicyText?> read)
    {
        var files = ImmutableArray.CreateBuilder<PolicyText>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var root in roots)
        {
            if (seen.Add(root.Path))
            {
                files.Add(root);
            }
        }

        for (var i = 0; i < files.Count; i++)
        {
            foreach (var (path, _) in ImportPaths.Of(files[i]))
            {
                if (seen.Add(path) && read(path) is { } text)
                {
                    files.Add(text);
                }
            }
        }

        return files.ToImmutable();
    }
}
