namespace OptPolicy;

/// <summary>
/// The folder of a <see cref="LocalSemanticStore"/> for whoever does not run the app: another process may have it open meanwhile. Changes are single
/// transactions of the entry table, which the app reads at every look-up, or within a second for purges.
/// </summary>
internal static class LocalStoreFromOutside
{
    private const string Entries = "entries.db";
    private const string Ownership = "owner.lock";

    /// <summary>The folder of a policy's entries in or below <paramref name="folder"/>; <see langword="null"/> when there is none.</summary>
    public static string? Find(string folder, string policy) =>
        Array.Find([folder, Path.Combine(folder, policy)], static place => File.Exists(Path.Combine(place, Entries)));

    /// <summary>Entries that <see cref="Purge"/> would hide.</summary>
    public static long Count(string folder, SemanticPurge purge, DateTimeOffset now)
    {
        using var table = new LocalEntryTable(Path.Combine(folder, Entries));
        return table.CountVisible(purge, now);
    }

    /// <summary>Hides a group of entries.</summary>
    /// <returns>How many were visible.</returns>
    public static long Purge(string folder, SemanticPurge purge, DateTimeOffset now)
    {
        using var table = new LocalEntryTable(Path.Combine(folder, Entries));
        var count = table.CountVisible(purge, now);
        table.Purge(purge);
        return count;
    }

    /// <summary>Forgets an entry; its vector, which then finds nothing, goes when the app starts next.</summary>
    /// <returns>Whether it was there.</returns>
    public static bool Forget(string folder, string id)
    {
        using var table = new LocalEntryTable(Path.Combine(folder, Entries));
        var numbers = table.NumbersOf(id);
        table.Delete(numbers);
        return numbers.Count > 0;
    }

    /// <summary>What the running cache learned about each entry.</summary>
    public static IReadOnlyList<HitLabel[]> Labels(string folder, string policy)
    {
        using var table = new LocalEntryTable(Path.Combine(folder, Entries));
        return [.. table.Labels(policy).Select(static labels => labels.ToArray())];
    }

    /// <summary>Partitions of a policy, the fullest first.</summary>
    public static IReadOnlyList<string> Partitions(string folder, string policy, int count)
    {
        using var table = new LocalEntryTable(Path.Combine(folder, Entries));
        return table.Partitions(policy, count);
    }

    /// <summary>Copies a folder as it is now, so that it can be opened and looked at while its owner goes on.</summary>
    /// <exception cref="IOException">A file went away meanwhile; another try may succeed.</exception>
    public static void Copy(string folder, string target)
    {
        Directory.CreateDirectory(target);
        foreach (var vectors in Directory.EnumerateDirectories(folder))
        {
            var place = Directory.CreateDirectory(Path.Combine(target, Path.GetFileName(vectors))).FullName;
            foreach (var file in Directory.EnumerateFiles(vectors).Where(static f => Path.GetFileName(f) is not Ownership))
            {
                using var from = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                using var to = new FileStream(Path.Combine(place, Path.GetFileName(file)), FileMode.CreateNew, FileAccess.Write);
                from.CopyTo(to);
            }
        }

        // Later than the vectors: what only one of the two has is passed over when the copy is opened.
        using var table = new LocalEntryTable(Path.Combine(folder, Entries));
        table.CopyTo(Path.Combine(target, Entries));
    }
}
