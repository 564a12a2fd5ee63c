using System.Globalization;
using OptPolicy.Cli.Output;
using OptPolicy.Compression.Pipeline.Running;
using OptPolicy.Compression.Pipeline.Stages;

namespace OptPolicy.Cli.Compressing;

/// <summary>
/// What a run does, on standard error: a line for every stage that ended, and on a terminal one line more that moves. Reports come from several threads.
/// </summary>
internal sealed class StageLines(CliEnvironment environment) : IProgress<PipelineProgress>, IProgress<StageProgress>
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly Palette _palette = new(environment.Color);
    private long _shownAt;
    private int _moving;

    public void Report(PipelineProgress value)
    {
        lock (_lock)
        {
            if (value.Moment == PipelineMoment.Running)
            {
                Move($"{value.Stage}: {Describe(value.Detail)}");
                return;
            }

            Clear();
            var mark = value.Moment switch
            {
                PipelineMoment.Done => _palette.Green("done    "),
                PipelineMoment.Cached => _palette.Dim("kept    "),
                _ => _palette.Red("not used"),
            };
            environment.Error.WriteLine($"{mark}  {value.Stage}{(value.Note is null ? "" : "  " + _palette.Dim(value.Note))}");
        }
    }

    public void Report(StageProgress value)
    {
        lock (_lock)
        {
            Move(Describe(value));
        }
    }

    /// <summary>Removes the moving line.</summary>
    public void End()
    {
        lock (_lock)
        {
            Clear();
        }
    }

    private void Move(string text)
    {
        if (!environment.IsInteractive || (_shownAt != 0 && environment.Clock.GetElapsedTime(_shownAt) < Interval))
        {
            return;
        }

        _shownAt = environment.Clock.GetTimestamp();
        var line = text.Length < environment.Width ? text : text[..(environment.Width - 1)];
        environment.Error.Write($"\r{line}{new string(' ', Math.Max(0, _moving - line.Length))}");
        _moving = line.Length;
    }

    private void Clear()
    {
        if (_moving > 0)
        {
            environment.Error.Write($"\r{new string(' ', _moving)}\r");
            _moving = 0;
        }
    }

    private static string Describe(StageProgress? value)
    {
        if (value is null)
        {
            return "";
        }

        var text = string.Create(CultureInfo.InvariantCulture, $"{value.Phase} {value.Done:N0}/{value.Total:N0}");
        text += value.Loss is { } loss ? string.Create(CultureInfo.InvariantCulture, $"  loss {loss:F3}") : "";
        text += value.TokensPerSecond is { } speed ? string.Create(CultureInfo.InvariantCulture, $"  {speed:N0} tokens/s") : "";
        return text + (value.SecondsLeft is { } left and >= 0 and < 1e7 ? string.Create(CultureInfo.InvariantCulture, $@"  {TimeSpan.FromSeconds(left):hh\:mm\:ss} left") : "");
    }
}
