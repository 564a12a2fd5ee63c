using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace OptPolicy.Cli.Caching.Labels;

/// <summary>Labelled pairs without repetitions.</summary>
/// <param name="Pairs">In file order.</param>
/// <param name="Repeated">Rows that said what an earlier one had said.</param>
/// <param name="Contradicting">Pairs that were left out because rows call them right and wrong.</param>
internal sealed record PairSet(ImmutableArray<LabelledPair> Pairs, int Repeated, int Contradicting)
{
    /// <summary>Identifies the labels, whatever the order of the rows.</summary>
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', Pairs.Select(static p => $"{p.IsRight}\t{p.Cached}\t{p.Asked}").Order(StringComparer.Ordinal)))));

    public static PairSet Of(IEnumerable<LabelledPair> rows)
    {
        var seen = new Dictionary<(string, string), LabelledPair>();
        var contradicting = new HashSet<(string, string)>();
        var count = 0;
        foreach (var row in rows)
        {
            count++;
            var name = (row.Cached, row.Asked);
            if (seen.TryAdd(name, row) || seen[name].IsRight == row.IsRight)
                continue;
            contradicting.Add(name);
        }

        ImmutableArray<LabelledPair> kept = [.. seen.Where(p => !contradicting.Contains(p.Key)).Select(static p => p.Value)];
        return new PairSet(kept, count - seen.Count, contradicting.Count);
    }
}
