using OptPolicy.Language.Diagnostics;

namespace OptPolicy.Language.Binding;

/// <summary>Finds files that import each other in a circle. Each circle is reported once, at the import that closes it.</summary>
internal static class ImportCycles
{
    public static void Report(IEnumerable<FileScope> files)
    {
        var done = new HashSet<FileScope>();
        var path = new List<FileScope>();
        foreach (var file in files)
            Visit(file, path, done);
    }

    private static void Visit(FileScope file, List<FileScope> path, HashSet<FileScope> done)
    {
        if (!done.Add(file))
            return;

        path.Add(file);
        foreach (var import in file.Imports)
        {
            if (import.Target is not { } target)
                continue;
            var start = path.IndexOf(target);
            if (start < 0)
            {
                Visit(target, path, done);
                continue;
            }

            var chain = path.Skip(start).Append(target).Select(static f => f.File.Path[(f.File.Path.LastIndexOfAny(['/', '\\']) + 1)..]);
            file.Diagnostics.Report(DiagnosticCatalog.ImportCycle, import.Statement.Syntax.Phrases[0].Span, string.Join(" → ", chain));
        }

        path.RemoveAt(path.Count - 1);
    }
}
