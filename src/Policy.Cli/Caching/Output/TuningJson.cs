using System.Text.Json;
using OptPolicy.Cli.Caching.Deciding;
using OptPolicy.Cli.Caching.Tuning;
using OptPolicy.Cli.Output;

namespace OptPolicy.Cli.Caching.Output;

/// <summary>What labels say, for programs.</summary>
internal static class TuningJson
{
    public static void Write(CliEnvironment environment, CacheTuning tuning, string? written) => JsonOutput.Write(environment, json =>
    {
        json.WriteStartObject();
        json.WriteString("policy", tuning.Policy);
        json.WriteString("embedder", tuning.Embedder);
        json.WriteNumber("share", tuning.Share);
        json.WriteNumber("pairs", tuning.Pairs.Length);
        json.WriteNumber("same", tuning.Pairs.Count(static p => p.Label.IsRight));
        json.WriteNumber("repeated", tuning.Labels.Repeated);
        json.WriteNumber("contradicting", tuning.Labels.Contradicting);
        json.WriteString("pairs_sha256", tuning.Labels.Hash);
        json.WriteBoolean("proven", tuning.IsProven);
        json.WriteStartArray("thresholds");
        foreach (var point in tuning.Sweep.Points)
        {
            json.WriteStartObject();
            json.WriteNumber("threshold", point.Threshold);
            WriteTally(json, point.Tally);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (tuning.Sweep.Advised is { } advised)
            json.WriteNumber("advised_threshold", advised.Threshold);
        if (tuning.Fit is { } fit)
        {
            json.WriteStartObject("check");
            WriteTally(json, fit.Check);
            json.WriteStartObject("reasons");
            foreach (var (reason, count) in fit.Reasons)
                json.WriteNumber(reason, count);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        if (written is not null)
            json.WriteString("written", written);
        json.WriteEndObject();
    });

    /// <summary>Counts, and the exact interval of the share of wrong hits.</summary>
    public static void WriteTally(Utf8JsonWriter json, HitTally tally)
    {
        json.WriteNumber("all", tally.All);
        json.WriteNumber("served", tally.Served);
        json.WriteNumber("wrong", tally.False);
        json.WriteNumber("hit_rate", tally.HitRate);
        if (tally.Served == 0)
            return;
        json.WriteNumber("false_hits", tally.FalseHits.Value);
        json.WriteNumber("false_hits_low", tally.FalseHits.Low);
        json.WriteNumber("false_hits_high", tally.FalseHits.High);
    }
}
