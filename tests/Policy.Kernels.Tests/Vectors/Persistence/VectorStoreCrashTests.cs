using System.Diagnostics;
using System.Globalization;
using OptPolicy.Kernels.Tests.Crash;
using OptPolicy.Kernels.Vectors.Persistence;

namespace OptPolicy.Kernels.Tests.Vectors.Persistence;

public sealed class VectorStoreCrashTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("optpolicy-vectors-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void KilledDuringASnapshotNothingAcknowledgedIsLostAndNothingRemovedComesBack()
    {
        var (added, removed, unknown) = (new HashSet<long>(), new HashSet<long>(), new HashSet<long>());
        var next = 1L;
        foreach (var lines in (int[])[200, 900, 2500])
        {
            var last = RunAndKill(next, lines, added, removed);
            next = last + 10;

            // The removal that follows the last addition may have happened without its line.
            if (!removed.Contains(last - 2))
                unknown.Add(last - 2);
            using var store = VectorStore.Open(_folder, NumberedVectors.Store);
            Assert.All(store.Recovery.Damages, static d => Assert.Equal(VectorDamageOutcome.TailDropped, d.Outcome));
            var partition = store.Index.Partition(0);
            foreach (var number in added.Except(unknown))
            {
                var found = partition.TryNearest(NumberedVectors.Of(number), 0.999f, DateTimeOffset.UnixEpoch, out var match);
                Assert.Equal(!removed.Contains(number), found);
                Assert.True(!found || match.Id == number);
            }

            // So may the last addition of each run.
            Assert.InRange(partition.Count - (added.Count - removed.Count), -3, 3);
        }
    }

    /// <returns>The largest number that was added.</returns>
    private long RunAndKill(long first, int lines, HashSet<long> added, HashSet<long> removed)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true };
        foreach (var argument in new[] { Path.Combine(AppContext.BaseDirectory, "OptPolicy.Kernels.Tests.Crash.dll"), _folder, first.ToString(CultureInfo.InvariantCulture) })
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var last = first;
        for (var i = 0; i < lines && process.StandardOutput.ReadLine() is { } line; i++)
            Note(line);
        process.Kill();
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.NotEqual(0, process.ExitCode);

        // A line without its end was still being written.
        foreach (var line in text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries))
            Note(line);
        return last;

        void Note(string line)
        {
            var number = long.Parse(line, CultureInfo.InvariantCulture);
            (number > 0 ? added : removed).Add(Math.Abs(number));
            last = Math.Max(last, number);
        }
    }
}
