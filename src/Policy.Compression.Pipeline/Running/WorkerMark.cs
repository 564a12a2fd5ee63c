using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace OptPolicy.Compression.Pipeline.Running;

/// <summary>
/// Who works in a folder. When this program is killed its worker goes on alone; the next run ends it before it starts one of its own, since two that
/// write one checkpoint would spoil it.
/// </summary>
internal sealed class WorkerMark(string folder)
{
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(30);

    private readonly string _path = Path.Combine(folder, "worker");

    public void Write(Process process)
    {
        try
        {
            File.WriteAllText(_path, string.Create(CultureInfo.InvariantCulture, $"{process.Id} {process.StartTime.ToUniversalTime().Ticks}"));
        }
        catch (Exception error) when (HasEnded(error))
        {
            // Nobody will have to end it.
        }
    }

    public void Remove() => File.Delete(_path);

    /// <summary>Ends a worker that an earlier run left behind.</summary>
    public void End()
    {
        if (!File.Exists(_path))
            return;
        var parts = File.ReadAllText(_path).Split(' ');
        if (parts is [var id, var ticks] && int.TryParse(id, CultureInfo.InvariantCulture, out var number) && long.TryParse(ticks, CultureInfo.InvariantCulture, out var started))
            End(number, started);
        Remove();
    }

    // The number may belong to another program by now; the start time tells.
    private static void End(int id, long started)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            if (process.StartTime.ToUniversalTime().Ticks == started)
            {
                process.Kill(entireProcessTree: true);
                process.WaitForExit(EndLimit);
            }
        }
        catch (Exception error) when (error is ArgumentException || HasEnded(error))
        {
            // It has ended by itself.
        }
    }

    // The first once this program has seen the end, the second when the system has forgotten the process before that.
    private static bool HasEnded(Exception error) => error is InvalidOperationException or Win32Exception;
}
