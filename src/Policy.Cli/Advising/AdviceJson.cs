using System.Text.Json;
using OptPolicy.Cli.Output;
using OptPolicy.Compression.Pipeline.Advice;

namespace OptPolicy.Cli.Advising;

/// <summary>Advice for scripts.</summary>
internal static class AdviceJson
{
    public static void Write(CliEnvironment environment, CompressionAdvice advice) => JsonOutput.Write(environment, json =>
    {
        var model = advice.Request.Model;
        json.WriteStartObject();
        json.WriteStartObject("model");
        json.WriteString("name", model.Name);
        json.WriteString("kind", Name(model.Kind));
        json.WriteString("architecture", model.Architecture);
        json.WriteString("format", model.Format);
        json.WriteNumber("bytes", model.Bytes);
        if (model.Parameters is { } parameters)
        {
            json.WriteNumber("parameters", parameters);
        }

        json.WriteNumber("vocabulary", model.VocabularySize);
        json.WriteNumber("context_tokens", model.ContextTokens);
        json.WriteEndObject();
        Write(json, "warnings", advice.Warnings);
        json.WriteStartArray("recommendations");
        foreach (var one in advice.Recommendations)
        {
            json.WriteStartObject();
            json.WriteString("technique", Name(one.Technique));
            json.WriteString("verdict", Name(one.Verdict));
            json.WriteString("summary", one.Summary);
            Write(json, "rules", one.Rules);
            json.WriteStartArray("commands");
            foreach (var command in one.Commands)
            {
                json.WriteStringValue(command);
            }

            json.WriteEndArray();
            if (one.Policy is not null)
            {
                json.WriteString("policy", one.Policy);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static void Write(Utf8JsonWriter json, string member, IReadOnlyList<AppliedRule> rules)
    {
        json.WriteStartArray(member);
        foreach (var (rule, here) in rules)
        {
            json.WriteStartObject();
            json.WriteString("rule", rule.Name);
            if (rule.Lint is { } lint)
            {
                json.WriteString("code", lint.Code);
            }

            json.WriteString("says", rule.Says);
            json.WriteString("here", here);
            json.WriteString("evidence", rule.Evidence);
            json.WriteString("source", rule.Source);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string Name<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
