using System.Globalization;
using System.Text;
using OptPolicy.Cli.Caching.Stored;
using OptPolicy.Cli.Output;
using OptPolicy.Reporting;

namespace OptPolicy.Cli.Caching.Output;

/// <summary>What a stored cache would do, for people. Holds prompt text.</summary>
internal static class ExplainedQuestionText
{
    public static void Write(CliEnvironment environment, string policy, ExplainedQuestion explained)
    {
        var text = new StringBuilder();
        var palette = new Palette(environment.Color);
        var explanation = explained.Explanation;
        text.Append(palette.Bold(policy)).Append($": {explained.Entries.ToString("N0", CultureInfo.InvariantCulture)} entries\n");
        if (explanation.Skipped is { } reason)
        {
            environment.Out.Write(text.Append($"no part in the semantic cache: {reason}\n").ToString());
            return;
        }

        text.Append($"partition {explanation.Partition[..16]}, looked at from {Number(explanation.Floor)} on\n");
        if (explanation.Learning is { } learning)
            text.Append(learning.IsOpen ? palette.Red("breaker open") + ": audits proved that too many hits were wrong; ResetAsync closes it\n" : $"served up to a doubt of {CacheFigures.Share(learning.MostDoubt)}; {learning.Audited} audits, {learning.False} false\n");
        for (var i = 0; i < explanation.Candidates.Length; i++)
            Append(text, palette, i + 1, explanation.Candidates[i]);
        text.Append(Outcome(palette, explanation));
        if (!explained.Elsewhere.IsEmpty)
            AppendElsewhere(text, explained);
        environment.Out.Write(text.ToString());
    }

    private static void Append(StringBuilder text, Palette palette, int number, SemanticCandidate candidate)
    {
        var action = candidate.Action is "serve" ? palette.Green(candidate.Action) : candidate.Action;
        text.Append($"{number,3}  {Number(candidate.Similarity)}  {action,-6}  {candidate.Reason,-20} \"{candidate.Question}\"\n");
        var facts = $"{candidate.EntryId}, {candidate.Model}, {Span(candidate.Age)} old, {Span(candidate.Left)} left, {candidate.Hits} hits, {ReportFormat.Money(candidate.Cost)}";
        if (candidate.Probability is { } probability)
            facts = $"right with {CacheFigures.Share(probability)}, " + facts;
        text.Append("       ").Append(palette.Dim(facts)).Append('\n');
        foreach (var difference in candidate.Differences)
            text.Append($"       {SemanticDecision.Code(difference.Guard)}: asked '{difference.Asked}', cached '{difference.Cached}'{(difference.IsDoubt ? " (a doubt: a verifier may overrule it)" : "")}\n");
        if (candidate.Verdict is { } verdict)
            text.Append($"       verifier: {(verdict.IsSame ? "the same" : "not the same")}{(verdict.Probability is { } same ? $", {CacheFigures.Share(same)}" : "")}\n");
    }

    private static string Outcome(Palette palette, SemanticExplanation explanation)
    {
        for (var i = 0; i < explanation.Candidates.Length; i++)
        {
            switch (explanation.Candidates[i].Action)
            {
                case "serve":
                    return palette.Green($"served from {i + 1}") + "\n";
                case "verify":
                    return $"served from {i + 1} if the verifier confirms it; --verify asks it\n";
            }
        }

        return "a miss: a model answers\n";
    }

    private static void AppendElsewhere(StringBuilder text, ExplainedQuestion explained)
    {
        text.Append("nothing is stored where this request looks. Near entries of other partitions, from which something else differs: tenant or another fact of the scope,\nsystem prompt, conversation, options, tools, a model's address, or the policy itself (--request and --set say what the app sends):\n");
        foreach (var match in explained.Elsewhere)
            text.Append($"     {Number(match.Similarity)}  {match.Entry.Partition[..16]}  tenant '{match.Entry.Tenant}'  \"{match.Entry.Question}\"\n");
    }

    private static string Number(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);

    private static string Span(TimeSpan span) => span.TotalHours >= 48 ? $"{span.TotalDays:0} d" : span.TotalMinutes >= 120 ? $"{span.TotalHours:0} h" : span.TotalSeconds >= 120 ? $"{span.TotalMinutes:0} min" : $"{span.TotalSeconds:0} s";
}
