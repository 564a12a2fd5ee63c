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

    /// <summary>While the comment grows the policy is whole and everything is checked; while the rule grows it is mostly broken.</summary>
    private const string Typed = "    // long letters are worth the better model, however plain they look\n    rule letters when input.tokens > 3ktok and turns < 2 use premium";

    public static Estimate Parse(string policy, Sampling sampling)
    {
        var text = new PolicyText(Path, policy);
        return Estimate.Median(sampling.Time(() => Check(text)));
    }

    /// <summary>Types a comment and a rule into the route, checking the whole file after each character, as an editor does.</summary>
    public static Estimate Keystrokes(string policy, Sampling sampling)
    {
        var place = policy.LastIndexOf("    otherwise", StringComparison.Ordinal);
        var text = new PolicyText(Path, policy);
        sampling.Time(() => Check(text));
        var times = new List<double>();
        while (times.Count < sampling.Samples * 4)
        {
            for (var length = 1; length <= Typed.Length; length++)
            {
                var typed = new PolicyText(Path, policy.Insert(place, Typed[..length] + "\n"));
                var start = Stopwatch.GetTimestamp();
                Check(typed);
                times.Add(Stopwatch.GetElapsedTime(start).TotalNanoseconds);
            }
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
