using Spectre.Console;

namespace OptPolicy.Cli.Output;

/// <summary>Tables and moving lines on one of the command's outputs.</summary>
internal static class Terminal
{
    public static IAnsiConsole On(CliEnvironment environment, TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = environment.Color ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = environment.Color ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = environment.IsInteractive ? InteractionSupport.Yes : InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = environment.Width;
        return console;
    }
}
