using System.CommandLine;
using OptPolicy.Cli.Output;

namespace OptPolicy.Cli.Commands;

/// <summary>Arguments and options that several commands share, with one spelling and one help text.</summary>
internal static class CommonOptions
{
    public static Argument<string[]> Files() => new("files")
    {
        Description = "Policy files, folders (searched for *.optpolicy), globs, or - for standard input. Default: this folder.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    public static Argument<string> File() => new("file") { Description = "A policy file, or - for standard input." };

    public static Option<OutputFormat> Format(params OutputFormat[] accepted)
    {
        var option = new Option<OutputFormat>("--format", "-f") { Description = "Output format; text when not given.", HelpName = Names(accepted, "|") };
        option.CustomParser = result =>
        {
            var word = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            if (Enum.TryParse<OutputFormat>(word, ignoreCase: true, out var format) && !char.IsAsciiDigit(word[0]) && accepted.Contains(format))
            {
                return format;
            }

            result.AddError($"--format takes {Names(accepted, ", ")}; not '{word}'.");
            return OutputFormat.Text;
        };
        return option;
    }

    private static string Names(OutputFormat[] formats, string separator) => string.Join(separator, formats.Select(static f => f.ToString().ToLowerInvariant()));
}
