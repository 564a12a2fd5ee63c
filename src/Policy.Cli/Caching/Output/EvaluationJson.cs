using OptPolicy.Cli.Caching.Evaluating;
using OptPolicy.Cli.Output;

namespace OptPolicy.Cli.Caching.Output;

/// <summary>What a semantic cache does with labelled questions, for programs.</summary>
internal static class EvaluationJson
{
    public static void Write(CliEnvironment environment, CacheEvaluation evaluation) => JsonOutput.Write(environment, json =>
    {
        json.WriteStartObject();
        json.WriteString("policy", evaluation.Policy);
        json.WriteString("pairs_sha256", evaluation.Labels.Hash);
        json.WriteStartObject("pairs");
        TuningJson.WriteTally(json, evaluation.Pairs);
        json.WriteEndObject();
        json.WriteStartArray("reasons");
        foreach (var reason in evaluation.Reasons)
        {
            json.WriteStartObject();
            json.WriteString("reason", reason.Reason);
            json.WriteString("action", reason.Action.ToString().ToLowerInvariant());
            json.WriteNumber("same", reason.Same);
            json.WriteNumber("different", reason.Different);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("thresholds");
        foreach (var point in evaluation.Sweep.Points)
        {
            json.WriteStartObject();
            json.WriteNumber("threshold", point.Threshold);
            TuningJson.WriteTally(json, point.Tally);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (evaluation.Stream is { } stream)
        {
            json.WriteStartObject("stream");
            json.WriteNumber("requests", stream.Requests);
            json.WriteNumber("identical", stream.Identical);
            json.WriteNumber("unjudged", stream.Unjudged);
            json.WriteNumber("without_a_model", stream.ServedShare);
            TuningJson.WriteTally(json, stream.Hits);
            json.WriteNumber("cost", stream.Cost);
            json.WriteNumber("saved", stream.Saved);
            json.WriteStartObject("reasons");
            foreach (var (reason, count) in stream.Reasons)
                json.WriteNumber(reason, count);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteNumber("overhead_ms", evaluation.Overhead.TotalMilliseconds);
        json.WriteEndObject();
    });
}
