using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace OptPolicy.Cli.Caching;

/// <summary>Options of the commands on semantic caches.</summary>
internal static class CacheOptions
{
    public static Option<string?> Policy() => new("--policy") { Description = "Which policy, when the file has several with a semantic cache.", HelpName = "NAME" };

    public static Option<string[]> Pairs() => new("--pairs")
    {
        Description = "Labelled pairs: JSON lines, .csv or .tsv with 'cached', 'asked' and 'same' (or text_a, text_b, label).",
        HelpName = "FILE",
        AllowMultipleArgumentsPerToken = true,
    };

    public static Option<string[]> Stream() => new("--stream")
    {
        Description = "Questions in the order they came, with their right answers: JSON lines with 'question' and 'answer' (or text and intent), or .txt with one group a line, 'question | the same in other words | !another one'. Each is paired with the nearest before it.",
        HelpName = "FILE",
        AllowMultipleArgumentsPerToken = true,
    };

    /// <summary>Refuses a command without any labels.</summary>
    public static void RequireLabels(CommandResult result, Option<string[]> pairs, Option<string[]> stream)
    {
        if ((result.GetValue(pairs) ?? []).Length == 0 && (result.GetValue(stream) ?? []).Length == 0)
            result.AddError("Give labelled pairs with --pairs, or a stream of answered questions with --stream.");
    }

    public static Option<string?> Store() => new("--store") { Description = "The folder of the store, instead of the one that the policy names.", HelpName = "DIR" };

    /// <summary>A share such as 1% or 0.01; <see langword="null"/> when it is not given.</summary>
    public static Option<double?> Share(string description) => new("--share")
    {
        Description = description,
        HelpName = "SHARE",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            var isPercent = text.EndsWith('%');
            if (double.TryParse(isPercent ? text.AsSpan(0, text.Length - 1) : text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && (isPercent ? number / 100 : number) is > 0 and < 1 and var share)
                return share;
            result.AddError($"--share takes a share such as 1% or 0.01; not '{text}'.");
            return null;
        },
    };
}
