using System.Text.Json;
using OptPolicy.Cli.Output;
using OptPolicy.Workloads.Running;
using OptPolicy.Workloads.Statistics;

namespace OptPolicy.Cli.Evaluating;

/// <summary>An evaluation for scripts.</summary>
internal static class EvaluationJson
{
    public static void Write(CliEnvironment environment, Evaluation evaluation) => JsonOutput.Write(environment, json =>
    {
        json.WriteStartObject();
        json.WriteString("examples", environment.Display(evaluation.Request.Path));
        json.WriteNumber("seed", evaluation.Request.Seed);
        Write(json, "model", evaluation.Request.Model.Name, evaluation.Run, evaluation.Losses);
        if (evaluation.Request.Against is { } against)
        {
            Write(json, "against", against.Name, evaluation.Against, evaluation.AgainstLosses);
        }

        if (evaluation.Pairs is { } pairs)
        {
            Write(json, pairs);
        }

        json.WriteStartArray("gates");
        foreach (var verdict in evaluation.Verdicts)
        {
            json.WriteStartObject();
            json.WriteString("metric", verdict.Metric);
            json.WriteNumber("bound", verdict.Bound);
            WriteFinite(json, "value", verdict.Value);
            WriteFinite(json, "low", verdict.Low);
            WriteFinite(json, "high", verdict.High);
            json.WriteNumber("count", verdict.Count);
            json.WriteString("outcome", verdict.Outcome.ToString().ToLowerInvariant());
            json.WriteString("note", verdict.Note);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static void Write(Utf8JsonWriter json, string member, string name, WorkloadRun? run, IReadOnlyList<DocumentLoss> losses)
    {
        json.WriteStartObject(member);
        json.WriteString("name", name);
        if (run is not null)
        {
            var rate = run.SuccessRate;
            json.WriteNumber("tasks", run.Outcomes.Count);
            json.WriteNumber("solved", run.Right);
            json.WriteNumber("errors", run.Errors);
            json.WriteNumber("success", rate.Value);
            json.WriteNumber("success_low", rate.Low);
            json.WriteNumber("success_high", rate.High);
            json.WriteNumber("tokens_per_second", OutcomeFigures.TokenRate(run));
            json.WriteNumber("median_seconds", OutcomeFigures.Quantile(run, 0.5));
            json.WriteNumber("p95_seconds", OutcomeFigures.Quantile(run, 0.95));
        }
        else
        {
            json.WriteNumber("texts", losses.Count);
            json.WriteNumber("tokens", losses.Sum(static loss => (long)loss.Tokens));
            WriteFinite(json, "perplexity", Evaluation.Perplexity(losses));
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, PairedCounts pairs)
    {
        var drop = PairedRatio.Drop(pairs);
        json.WriteStartObject("paired");
        json.WriteNumber("both", pairs.Both);
        json.WriteNumber("lost", pairs.BaselineOnly);
        json.WriteNumber("won", pairs.CandidateOnly);
        json.WriteNumber("neither", pairs.Neither);
        WriteFinite(json, "drop", drop.Value);
        WriteFinite(json, "drop_low", drop.Low);
        WriteFinite(json, "drop_high", drop.High);
        json.WriteNumber("mcnemar_exact_p", McNemar.Exact(pairs.BaselineOnly, pairs.CandidateOnly));
        json.WriteNumber("mcnemar_mid_p", McNemar.MidP(pairs.BaselineOnly, pairs.CandidateOnly));
        json.WriteEndObject();
    }

    /// <summary>JSON has no infinity: an end that is unknown is null.</summary>
    private static void WriteFinite(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
