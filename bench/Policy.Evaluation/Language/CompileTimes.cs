using System.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using OptPolicy.Evaluation.Measuring;
using OptPolicy.Generator;
using OptPolicy.Language;
using OptPolicy.Language.Text;

namespace OptPolicy.Evaluation.Language;

/// <summary>Times from text to checked model and to C#. Nanoseconds.</summary>
internal static class CompileTimes
{
    private const string Path = "desk.optpolicy";

    public static Estimate Parse(string policy, Sampling sampling)
    {
        var text = new PolicyText(Path, policy);
        return Estimate.Median(sampling.Time(() => Check(text)));
    }

    /// <summary>Types the second half of the text, checking the whole file after each character, as an editor does.</summary>
    public static Estimate Keystrokes(string policy, Sampling sampling)
    {
        var text = new PolicyText(Path, policy);
        sampling.Time(() => Check(text));
        var times = new List<double>();
        for (var length = policy.Length / 2; length < policy.Length; length += Math.Max(1, policy.Length / 2 / (sampling.Samples * 4)))
        {
            var typed = new PolicyText(Path, policy[..length]);
            var start = Stopwatch.GetTimestamp();
            Check(typed);
            times.Add(Stopwatch.GetElapsedTime(start).TotalNanoseconds);
        }

        return Estimate.Quantile([.. times], 0.95);
    }

    public static Estimate GeneratorEdit(string policy, Sampling sampling)
    {
        var before = new PolicyFile(Path, policy);
        var versions = new[] { before, new PolicyFile(Path, policy.Replace("500tok", "510tok", StringComparison.Ordinal)) };
        GeneratorDriver driver = CSharpGeneratorDriver.Create([new PolicyGenerator().AsSourceGenerator()], [before], optionsProvider: new ProjectOptions("Desk"));
        var compilation = CSharpCompilation.Create("Desk");
        driver = driver.RunGenerators(compilation);
        var current = 0;
        return Estimate.Median(sampling.Time(() =>
        {
            var next = 1 - current;
            driver = driver.ReplaceAdditionalText(versions[current], versions[next]).RunGenerators(compilation);
            current = next;
        }));
    }

    private static void Check(PolicyText text)
    {
        var compilation = PolicyCompiler.Compile([text], CancellationToken.None);
        if (compilation.Trees.Length != 1)
            throw new InvalidOperationException("The file was not compiled.");
    }
}
