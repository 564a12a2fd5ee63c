using Spectre.Console;

namespace OptPolicy.Cli.Output;

/// <summary>What a long command is doing now: one moving line on the terminal, nothing where no one watches.</summary>
internal static class LiveStatus
{
    /// <summary>Runs <paramref name="work"/> beside the line; it reports what it does.</summary>
    public static async Task<T> RunAsync<T>(CliEnvironment environment, string first, Func<IProgress<string>, Task<T>> work)
    {
        if (!environment.IsInteractive)
        {
            return await work(Silent.Instance);
        }

        return await Terminal.On(environment, environment.Error).Status().Spinner(Spinner.Known.Dots)
            .StartAsync(Markup.Escape(first), context => work(new Line(context)));
    }

    private sealed class Line(StatusContext context) : IProgress<string>
    {
        public void Report(string value) => context.Status(Markup.Escape(value));
    }

    private sealed class Silent : IProgress<string>
    {
        public static readonly Silent Instance = new();

        public void Report(string value)
        {
        }
    }
}
