using System.Collections.Immutable;
using System.Globalization;
using OptPolicy.Evaluation.Measuring;
using OptPolicy.Evaluation.Reporting;

namespace OptPolicy.Evaluation.Language;

/// <summary>The verb <c>language</c>: how fast a policy is read, emitted, decided and served. Needs no data.</summary>
internal static class LanguageEvaluation
{
    private const string BuiltIn = "built-in";

    public static ImmutableArray<EvaluationRow> Run(Sampling sampling, Action<string> log)
    {
        var rows = ImmutableArray.CreateBuilder<EvaluationRow>();
        var policy = PolicyOf200Lines.Text;

        log("parse, bind and check");
        Add("parse_ms@200", CompileTimes.Parse(policy, sampling).Times(1e-6), $"parse, bind and check of {policy.AsSpan().Count('\n')} lines, warm");
        log("generator after an edit");
        Add("generator_edit_ms", CompileTimes.GeneratorEdit(policy, sampling).Times(1e-6), "incremental run after a changed threshold in that file");
        log("keystrokes");
        Add("keystroke_ms_p95", CompileTimes.Keystrokes(policy, sampling).Times(1e-6), "95th percentile of a full check after each typed character");
        log("decision");
        Add("decision_ns@25", DecisionTimes.Decide(sampling), "25 rules, the last one holds, facts known");
        Add("decision_bytes@25", DecisionTimes.Bytes(), "allocated by one decision");
        log("middleware");
        Add("middleware_us", MiddlewareTimes.Overhead(sampling).Times(1e-3), "route and trace, no cache, no budget; over the bare client");
        log("cold check");
        if (ColdCheck.FindTool() is { } tool)
        {
            var (milliseconds, mebibytes) = ColdCheck.Run(tool, policy, sampling);
            Add("cold_check_ms", milliseconds, "optpolicy check of that file, process start included");
            Add("cold_check_mb", mebibytes, "peak resident memory of that process, MiB");
        }
        else
        {
            log("skipped cold_check: build src/Policy.Cli in the same configuration first");
        }

        return rows.DrainToImmutable();

        void Add(string metric, Estimate estimate, string note) =>
            rows.Add(new EvaluationRow(BuiltIn, metric, estimate.Value, estimate.Low, estimate.High, estimate.N, string.Create(CultureInfo.InvariantCulture, $"{note}; least {estimate.Least:0.###}")));
    }
}
