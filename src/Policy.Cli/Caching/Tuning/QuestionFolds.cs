using System.Security.Cryptography;
using System.Text;
using OptPolicy.Cli.Caching.Deciding;

namespace OptPolicy.Cli.Caching.Tuning;

/// <summary>
/// Divides pairs so that no question is on both sides: pairs that share a question, or that are linked over others that do, stay together. The same
/// seed and pairs give the same folds and order.
/// </summary>
internal static class QuestionFolds
{
    public static IReadOnlyList<IReadOnlyList<MeasuredPair>> Of(IReadOnlyList<MeasuredPair> pairs, int count, int seed)
    {
        var parents = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in pairs)
            parents[Root(pair.Label.CachedName)] = Root(pair.Label.AskedName);

        var folds = Enumerable.Range(0, count).Select(static _ => new List<MeasuredPair>()).ToArray();
        var groups = pairs.GroupBy(p => Root(p.Label.CachedName), StringComparer.Ordinal).Select(static g => (Name: g.Select(static p => p.Label.CachedName).Min(StringComparer.Ordinal)!, Pairs: g.ToArray()));
        foreach (var group in groups.OrderByDescending(static g => g.Pairs.Length).ThenBy(g => Drawn(g.Name, seed), StringComparer.Ordinal))
            folds.MinBy(static f => f.Count)!.AddRange(group.Pairs);
        return [.. folds.Select(f => f.OrderBy(p => Drawn($"{p.Label.Cached}\n{p.Label.Asked}", seed), StringComparer.Ordinal).ToArray())];

        string Root(string question)
        {
            while (parents.TryGetValue(question, out var parent) && !string.Equals(parent, question, StringComparison.Ordinal))
            {
                // Every second step is cut out, so that the way to the root stays short.
                if (parents.TryGetValue(parent, out var grandparent))
                    parents[question] = grandparent;
                question = parent;
            }

            return question;
        }
    }

    private static string Drawn(string text, int seed) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{seed}\n{text}"))));
}
