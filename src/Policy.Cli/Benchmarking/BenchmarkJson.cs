using System.Text.Json;
using OptPolicy.Cli.Output;

namespace OptPolicy.Cli.Benchmarking;

/// <summary>A benchmark for scripts.</summary>
internal static class BenchmarkJson
{
    public static void Write(CliEnvironment environment, BenchmarkReport report) => JsonOutput.Write(environment, json =>
    {
        json.WriteStartObject();
        json.WriteString("model", report.Model);
        json.WriteString("architecture", report.Spec.Architecture);
        json.WriteString("format", report.Spec.Format.ToString());
        json.WriteNumber("context_tokens", report.ContextTokens);
        json.WriteString("device", report.Device.ExecutionProvider);
        json.WriteString("runtime_version", report.Device.RuntimeVersion);
        json.WriteNumber("load_seconds", report.LoadTime.TotalSeconds);
        json.WriteNumber("prompt_tokens", report.PromptTokens);
        json.WriteNumber("prefill_tokens_per_second", report.PrefillRate);
        json.WriteNumber("weight_bytes", report.WeightBytes);
        json.WriteNumber("kv_bytes_per_token", report.KeyValueBytesPerToken);
        json.WriteNumber("peak_bytes", report.PeakBytes);
        json.WriteNumber("memory_bandwidth_bytes_per_second", report.MemoryBandwidth);
        json.WriteNumber("roofline_tokens_per_second", report.RooflineRate);
        WriteCertificate(json, report);
        json.WriteStartArray("decoding");
        foreach (var run in report.Decoding)
        {
            Write(json, run);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static void WriteCertificate(Utf8JsonWriter json, BenchmarkReport report)
    {
        if (report.Certificate is not { } certificate)
        {
            return;
        }

        json.WriteStartObject("certificate");
        json.WriteBoolean("exact", certificate.IsExact);
        json.WriteStartArray("widths");
        foreach (var width in certificate.Widths)
        {
            json.WriteNumberValue(width);
        }

        json.WriteEndArray();
        json.WriteNumber("max_difference", double.IsFinite(certificate.MaxDifference) ? certificate.MaxDifference : double.MaxValue);
        json.WriteNumber("seconds", certificate.Duration.TotalSeconds);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, DecodeRun run)
    {
        json.WriteStartObject();
        json.WriteString("drafter", run.Drafter);
        json.WriteString("speculation", run.Status.ToString());
        json.WriteNumber("tokens", run.Tokens);
        json.WriteNumber("tokens_per_second", run.Rate);
        json.WriteNumber("rounds", run.Rounds);
        json.WriteNumber("drafts_proposed", run.Proposed);
        json.WriteNumber("drafts_accepted", run.Accepted);
        json.WriteStartArray("rounds_by_draft_length");
        foreach (var rounds in run.Lookaheads)
        {
            json.WriteNumberValue(rounds);
        }

        json.WriteEndArray();
        json.WriteBoolean("same_answer", run.IsSame);
        json.WriteEndObject();
    }
}
