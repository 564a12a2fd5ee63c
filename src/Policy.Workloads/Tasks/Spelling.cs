namespace OptPolicy.Workloads.Tasks;

/// <summary>Whether a word is another one misspelt.</summary>
internal static class Spelling
{
    public static bool IsNear(string word, string known) =>
        Math.Abs(word.Length - known.Length) <= 1 && word.Length > 3 && Distance(word.ToLowerInvariant().Replace('-', '_'), known) <= 1;

    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var (diagonal, _) = (row[0], row[0] = i);
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(above, row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[^1];
    }
}
