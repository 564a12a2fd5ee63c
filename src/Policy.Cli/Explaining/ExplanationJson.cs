using System.Text.Json;
using OptPolicy.Cli.Output;
using OptPolicy.Hosting.Explanation;

namespace OptPolicy.Cli.Explaining;

/// <summary>An explanation for scripts.</summary>
internal static class ExplanationJson
{
    public static void Write(CliEnvironment environment, RequestExplanation explanation) => JsonOutput.Write(environment, json =>
    {
        var decided = explanation.Decided.Rule;
        json.WriteStartObject();
        json.WriteString("policy", explanation.Policy.Declaration.Name);
        json.WriteString("rule", decided.Name);
        json.WriteString("plan", explanation.Policy.Policy.Plans[decided.Plan].Name);
        json.WriteString("path", environment.Display(decided.NameSpan.Path));
        json.WriteNumber("line", decided.NameSpan.Start.Line);
        json.WriteStartObject("facts");
        foreach (var (name, value) in explanation.Facts)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
        json.WriteStartArray("rules");
        foreach (var rule in explanation.Rules)
        {
            WriteRule(json, rule);
        }

        json.WriteEndArray();
        WritePath(json, explanation);
        json.WriteEndObject();
    });

    private static void WriteRule(Utf8JsonWriter json, RuleExplanation rule)
    {
        json.WriteStartObject();
        json.WriteString("name", rule.Rule.Name);
        json.WriteBoolean("holds", rule.Holds);
        json.WriteBoolean("decides", rule.Decides);
        if (rule.Condition is { } condition)
        {
            json.WritePropertyName("condition");
            WriteCondition(json, condition);
        }

        json.WriteEndObject();
    }

    private static void WriteCondition(Utf8JsonWriter json, ConditionExplanation condition)
    {
        json.WriteStartObject();
        json.WriteString("text", condition.Text);
        json.WriteBoolean("holds", condition.Holds);
        if (condition.Fact is { } fact)
        {
            json.WriteString("fact", fact);
            json.WriteString("value", RequestExplainer.Show(condition.Value));
        }

        if (!condition.Parts.IsEmpty)
        {
            json.WriteStartArray("parts");
            foreach (var part in condition.Parts)
            {
                WriteCondition(json, part);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WritePath(Utf8JsonWriter json, RequestExplanation explanation)
    {
        json.WriteString("cache", explanation.Cache);
        json.WriteString("semantic_cache", explanation.SemanticCache);
        json.WriteStartArray("models");
        foreach (var candidate in explanation.Candidates)
        {
            json.WriteStartObject();
            json.WriteString("name", candidate.Model);
            json.WriteString("reason", candidate.Reason);
            json.WriteString("skipped", candidate.Skipped);
            json.WriteNumber("estimate", candidate.Estimate);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (explanation.Cost?.WorstCase is { } worst)
        {
            json.WriteNumber("worst_case", worst);
        }

        json.WriteStartArray("predicates");
        foreach (var predicate in explanation.Predicates)
        {
            json.WriteStringValue(predicate);
        }

        json.WriteEndArray();
    }
}
