using System.Diagnostics;

namespace OptPolicy.Compression.Tests.Stages;

/// <summary>The training program, killed at drawn moments and started again until it is through.</summary>
/// <param name="seed">Decides the moments.</param>
internal sealed class KilledWorker(int seed)
{
    private const int SuccessCode = 0;

    // A step of the tests' models takes a few milliseconds: kills fall into steps, into writing checkpoints and between the two.
    private const int MillisecondsMax = 40;

    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "optpolicy-train.exe" : "optpolicy-train");

    private readonly Random _random = new(seed);

    /// <summary>Runs to the end and gives the number of lines it printed.</summary>
    public static int Finish(params string[] arguments)
    {
        using var process = Start(arguments);
        var lines = 0;
        while (process.StandardOutput.ReadLine() is not null)
            lines++;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == SuccessCode, errors);
        return lines;
    }

    /// <summary>Kills it <paramref name="kills"/> times, each time after some of <paramref name="lines"/> lines and a moment more, then lets it finish.</summary>
    /// <returns>How often it was killed at work.</returns>
    public int KillAndFinish(int kills, int lines, params string[] arguments)
    {
        var killed = 0;
        for (var i = 0; i < kills; i++)
        {
            using var process = Start(arguments);
            for (var left = _random.Next(lines); left > 0 && process.StandardOutput.ReadLine() is not null; left--)
            {
            }

            if (process.WaitForExit(_random.Next(MillisecondsMax)))
                continue;
            process.Kill();
            process.WaitForExit();
            killed++;
        }

        Finish(arguments);
        return killed;
    }

    private static Process Start(string[] arguments) =>
        Process.Start(new ProcessStartInfo(Program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
}
