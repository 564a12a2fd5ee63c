using System.Text.RegularExpressions;

namespace SupportSample.Problems;

/// <summary>How hard a word problem looks: its length, and the words that relate one quantity to another.</summary>
/// <remarks>A rule of thumb with words chosen by hand; no weight in it is fitted.</remarks>
internal static partial class Difficulty
{
    private const double CharactersPerStep = 50;
    private const double HardestSteps = 20;

    /// <returns>0 (one plain step) to 1.</returns>
    public static double Of(string problem) =>
        Math.Min(1, ((problem.Length / CharactersPerStep) + Relations().Count(problem)) / HardestSteps);

    [GeneratedRegex("""
        \b(half|twice|thrice|third|quarter|percent|times|as\ many|more\ than|less\ than|fewer|remaining|left|average|ratio|per|if|than|before|after)\b|%
        """, RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Relations();
}
