using OptPolicy.Cli.Caching.Stored;
using OptPolicy.Cli.Output;

namespace OptPolicy.Cli.Caching.Output;

/// <summary>What a stored cache would do, for programs. Holds prompt text.</summary>
internal static class ExplainedQuestionJson
{
    public static void Write(CliEnvironment environment, string policy, ExplainedQuestion explained) => JsonOutput.Write(environment, json =>
    {
        var explanation = explained.Explanation;
        json.WriteStartObject();
        json.WriteString("policy", policy);
        json.WriteNumber("entries", explained.Entries);
        if (explanation.Skipped is { } skipped)
            json.WriteString("skipped", skipped);
        json.WriteString("partition", explanation.Partition);
        json.WriteString("scope", explanation.Scope);
        json.WriteNumber("threshold", explanation.Floor);
        if (explanation.Learning is { } learning)
        {
            json.WriteStartObject("learning");
            json.WriteBoolean("breaker_open", learning.IsOpen);
            json.WriteNumber("audited", learning.Audited);
            json.WriteNumber("false", learning.False);
            json.WriteNumber("most_doubt", learning.MostDoubt);
            json.WriteEndObject();
        }

        json.WriteStartArray("candidates");
        foreach (var candidate in explanation.Candidates)
        {
            json.WriteStartObject();
            json.WriteString("entry", candidate.EntryId);
            json.WriteString("question", candidate.Question);
            json.WriteNumber("similarity", candidate.Similarity);
            json.WriteString("action", candidate.Action);
            json.WriteString("reason", candidate.Reason);
            if (candidate.Probability is { } probability)
                json.WriteNumber("probability", probability);
            if (candidate.Verdict is { } verdict)
                json.WriteBoolean("verified", verdict.IsSame);
            json.WriteString("model", candidate.Model);
            json.WriteNumber("age_seconds", Math.Round(candidate.Age.TotalSeconds));
            json.WriteNumber("left_seconds", Math.Round(candidate.Left.TotalSeconds));
            json.WriteNumber("hits", candidate.Hits);
            json.WriteNumber("cost_usd", candidate.Cost);
            json.WriteStartArray("differences");
            foreach (var difference in candidate.Differences)
            {
                json.WriteStartObject();
                json.WriteString("guard", SemanticDecision.Code(difference.Guard));
                json.WriteBoolean("doubt", difference.IsDoubt);
                json.WriteString("asked", difference.Asked);
                json.WriteString("cached", difference.Cached);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });
}
