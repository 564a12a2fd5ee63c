using System.Globalization;
using OptPolicy.Cli.Caching.Output;

namespace OptPolicy.Cli.Explaining;

/// <summary>By what rule a policy's semantic cache would serve a request, in words. What is stored is another command's matter.</summary>
internal static class SemanticCacheRule
{
    public static string Describe(CompiledPolicy policy, RequestFacts request)
    {
        if (policy.SemanticCache is not { } cache)
            return "off";
        if (policy.BypassSemanticCache(request))
            return "bypassed";

        var rule = cache.MostFalseHits is { } share
            ? $"of answers to near questions (cosine from {Number(cache.Threshold)}), those that keep wrong hits at {CacheFigures.Share(share)}, {Origin(policy, cache)}"
            : $"answers to questions with a cosine from {Number(cache.Threshold)}";
        string[] parts =
        [
            rule,
            $"clear of other answers by {Number(cache.Margin)}",
            cache.Guards is GuardKinds.None ? "no guards" : cache.Guards is GuardKinds.All ? "all guards" : $"guards: {cache.Guards.ToString().ToLowerInvariant()}",
            cache.Verifier is { } verifier ? $"'{verifier.Name}' verifies doubts" : "doubts are misses",
            $"kept for {cache.Ttl}, separate for each {string.Join(", ", cache.Scope)}",
        ];
        return string.Join("; ", parts);
    }

    private static string Origin(CompiledPolicy policy, SemanticCacheSettings cache) =>
        cache.Calibration is { } own ? $"from a calibration of {own.Labels} labels on"
        : policy.Embedders[cache.Embedder].Source is EmbedderSource.Shipped && cache.Guards is GuardKinds.All ? "from the shipped calibration on"
        : "once labels of the scope are there";

    private static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}
