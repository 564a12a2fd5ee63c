using OptPolicy.Cli.Output;
using OptPolicy.Kernels.Conversion;
using Spectre.Console;

namespace OptPolicy.Cli.Converting;

/// <summary>A bar for each step of a conversion on the terminal; nothing where no one watches.</summary>
internal static class ConversionBar
{
    public static Task<T> RunAsync<T>(CliEnvironment environment, Func<IProgress<ConversionProgress>?, T> convert) => environment.IsInteractive
        ? Terminal.On(environment, environment.Error).Progress().StartAsync(context => Task.Run(() => convert(new Bars(context))))
        : Task.Run(() => convert(null));

    private sealed class Bars(ProgressContext context) : IProgress<ConversionProgress>
    {
        private readonly Dictionary<string, ProgressTask> _bars = new(StringComparer.Ordinal);

        public void Report(ConversionProgress value)
        {
            if (!_bars.TryGetValue(value.Step, out var bar))
            {
                bar = context.AddTask(Markup.Escape(value.Step));
                _bars.Add(value.Step, bar);
            }

            bar.MaxValue = Math.Max(1, value.Total);
            bar.Value = value.Done;
        }
    }
}
