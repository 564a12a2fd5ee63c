using System.Globalization;
using OptPolicy.Cli.Output;
using OptPolicy.Compression.Pipeline.Advice;

namespace OptPolicy.Cli.Advising;

/// <summary>Advice for people.</summary>
internal static class AdviceText
{
    public static void Write(CliEnvironment environment, CompressionAdvice advice)
    {
        var output = environment.Out;
        output.WriteLine(Describe(advice.Request));
        foreach (var warning in advice.Warnings)
        {
            output.WriteLine($"warning: {warning.Rule.Says} {warning.Here}{Code(warning.Rule)}");
        }

        var number = 0;
        string? shown = null;
        foreach (var one in advice.Recommendations)
        {
            output.WriteLine();
            output.WriteLine($"{++number}. {Words(one.Technique)}: {Words(one.Verdict)}. {one.Summary}");
            foreach (var rule in one.Rules)
            {
                output.WriteLine($"   - {rule.Rule.Says} Here: {rule.Here}.{Code(rule.Rule)}");
                output.WriteLine($"     {rule.Rule.Evidence} ({rule.Rule.Source})");
            }

            foreach (var command in one.Verdict == AdviceVerdict.Leave ? [] : one.Commands)
            {
                output.WriteLine($"   $ {command}");
            }

            // One file is enough to begin with: that of the first step that needs one.
            if (shown is null && one is { Verdict: AdviceVerdict.Do, Policy: { } policy, Technique: not Technique.Speculate })
            {
                shown = policy;
                output.WriteLine("   compress.optpolicy (--write compress.optpolicy saves it):");
                foreach (var line in policy.TrimEnd('\n').Split('\n'))
                {
                    output.WriteLine(line.Length > 0 ? $"     {line}" : "");
                }
            }
        }
    }

    private static string Describe(AdviceRequest request)
    {
        var model = request.Model;
        var parts = new List<string> { model.Kind.ToString().ToLowerInvariant() };
        if (model.Architecture.Length > 0)
        {
            parts.Add(model.Architecture);
        }

        if (model.Parameters is { } parameters)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{(model.Kind == ModelKind.Checkpoint ? "" : "about ")}{parameters / 1e6:0.##} M weights"));
        }

        parts.Add($"{FileSize.Of(model.Bytes)} ({model.Format})");
        if (model.VocabularySize > 0)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{model.VocabularySize:N0} tokens, context {model.ContextTokens:N0}"));
        }

        return string.Create(CultureInfo.InvariantCulture, $"{model.Name}: {string.Join(", ", parts)}; for {request.Target.ToString().ToLowerInvariant()} on {request.Device}, {request.Batch} at once, training {request.Budget.ToString().ToLowerInvariant()}, {request.Machine.Cores} cores with {FileSize.Of(request.Machine.MemoryBytes)} here");
    }

    private static string Code(AdviceRule rule) => rule.Lint is { } lint ? $" [{lint.Code}]" : "";

    private static string Words(Technique technique) => technique switch
    {
        Technique.Speculate => "Speculation",
        Technique.Quantize => "Quantisation after training",
        Technique.PruneDistillQuantize => "Prune, distil, quantise",
        _ => "Quantisation in training (QAT, QAD)",
    };

    private static string Words(AdviceVerdict verdict) => verdict switch
    {
        AdviceVerdict.Do => "do it",
        AdviceVerdict.WhenNeeded => "only if needed",
        _ => "leave it",
    };
}
