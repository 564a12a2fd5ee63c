using System.Collections.Immutable;
using System.Text.Json;
using OptPolicy.Cli.Output;
using OptPolicy.Language.Diagnostics;

namespace OptPolicy.Cli.Testing;

/// <summary>Test results for scripts.</summary>
internal static class TestResultJson
{
    public static void Write(CliEnvironment environment, ImmutableArray<PolicyTestRun> runs, Findings findings) => JsonOutput.Write(environment, json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("tests");
        foreach (var run in runs)
        {
            WriteRun(json, environment, run);
        }

        json.WriteEndArray();
        json.WriteNumber("passed", runs.Count(static run => run.Result.Passed));
        json.WriteNumber("failed", runs.Count(static run => run.Failed));
        json.WriteNumber("undecided", runs.Count(static run => run.IsUndecided));
        json.WriteStartArray("problems");
        foreach (var problem in findings.Diagnostics.Where(static d => d.Code != DiagnosticCatalog.TestFailed.Code))
        {
            json.WriteStringValue($"{environment.Display(problem.Path)}({problem.Location.Start.Line},{problem.Location.Start.Column}): {problem.Code}: {problem.Message}");
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static void WriteRun(Utf8JsonWriter json, CliEnvironment environment, PolicyTestRun run)
    {
        var (test, trace) = (run.Result.Test, run.Result.Trace);
        json.WriteStartObject();
        json.WriteString("policy", run.Policy.Declaration.Name);
        json.WriteString("name", test.Name);
        json.WriteString("path", environment.Display(run.Source.Path));
        json.WriteNumber("line", test.Line);
        json.WriteString("result", run.Result.Passed ? "passed" : run.Failed ? "failed" : "undecided");
        json.WriteStartArray("predicates");
        foreach (var predicate in run.Predicates)
        {
            json.WriteStringValue(predicate);
        }

        json.WriteEndArray();
        json.WriteString("rule", trace?.Rule);
        json.WriteString("model", trace?.Model);
        json.WriteString("cache", trace?.Cache);
        json.WriteNumber("cost", trace?.Cost ?? 0);
        json.WriteNumber("attempts", trace?.Attempts.Length ?? 0);
        json.WriteStartArray("failures");
        foreach (var failure in run.Result.Failures)
        {
            json.WriteStartObject();
            json.WriteNumber("line", failure.Line);
            json.WriteString("message", failure.Message);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
