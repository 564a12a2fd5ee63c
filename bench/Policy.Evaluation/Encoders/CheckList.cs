using System.Text.Json;

namespace OptPolicy.Evaluation.Encoders;

/// <summary>The minimum functionality tests of CheckList's suite for duplicate questions (Ribeiro et al. 2020): one family a test.</summary>
internal static class CheckList
{
    // Its release says that "Is A punching B?" asks the same as "Is B punching A?".
    private const string Mislabelled = "Order does matter for asymmetric relations";

    public static IReadOnlyList<PairSet> Read(IEnumerable<JsonElement> lines, int casesMax)
    {
        var families = new Dictionary<string, List<LabelledPair>>(StringComparer.Ordinal);
        foreach (var line in lines)
        {
            if (line.GetProperty("type").GetString() != "MFT" || line.GetProperty("label").ValueKind != JsonValueKind.Number)
                continue;

            var name = line.GetProperty("test").GetString()!;
            var isSame = line.GetProperty("label").GetInt32() == 1 && name != Mislabelled;
            if (!families.TryGetValue(name, out var pairs))
                families[name] = pairs = [];
            foreach (var (first, second) in Cases(line.GetProperty("case")))
            {
                if (pairs.Count < casesMax)
                    pairs.Add(new LabelledPair(first, second, isSame));
            }
        }

        return [.. families.Select(f => new PairSet(f.Key, f.Value))];
    }

    // A case is a pair, or a list of pairs.
    private static IEnumerable<(string First, string Second)> Cases(JsonElement one) => one[0].ValueKind == JsonValueKind.Array
        ? one.EnumerateArray().Select(pair => (pair[0].GetString()!, pair[1].GetString()!))
        : [(one[0].GetString()!, one[1].GetString()!)];
}
