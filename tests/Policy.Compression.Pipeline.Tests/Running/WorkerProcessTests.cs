using System.Diagnostics;
using System.Globalization;
using OptPolicy.Compression.Pipeline.Running;
using OptPolicy.Compression.Pipeline.Stages;

namespace OptPolicy.Compression.Pipeline.Tests.Running;

public sealed class WorkerProcessTests
{
    public static TheoryData<string, string> Failures => new()
    {
        { """echo '{"error": "the loss of step 7 is NaN: lower the learning rate"}' >&2; exit 1""", "the loss of step 7 is NaN: lower the learning rate" },
        { """echo '{"error": "out of memory: read fewer rows a step"}' >&2; exit 1""", "out of memory: read fewer rows a step" },
        { """echo '{"error": "the disk is full: free space and run the same request again"}' >&2; exit 1""", "the disk is full" },
        { "echo 'Unhandled exception: libtorch.so is missing' >&2; exit 134", "libtorch.so is missing" },
        { "kill -9 $$", "exit code 137" },
        { "exit 3", "the worker gave no reason" },
    };

    [Theory(SkipUnless = nameof(HasShell), Skip = "no shell")]
    [MemberData(nameof(Failures))]
    public async Task FailureIsToldInTheWorkersOwnWords(string body, string expected)
    {
        using var script = new WorkerScript(body);
        var error = await Assert.ThrowsAsync<PipelineException>(() => script.Process.RunAsync(script.Request, new Progress<StageProgress>(), CancellationToken.None));

        Assert.Contains("stage distill failed", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact(SkipUnless = nameof(HasShell), Skip = "no shell")]
    public async Task ProgressIsHeardAndOtherOutputIsNot()
    {
        using var script = new WorkerScript("""
            echo 'warming up'
            echo '{"phase": "distilling", "done": 3, "total": 9, "loss": 0.5}'
            echo '{"broken'
            """);
        var heard = new List<StageProgress>();
        await script.Process.RunAsync(script.Request, new Listener(heard), CancellationToken.None);

        var progress = Assert.Single(heard);
        Assert.Equal(("distilling", 3, 9, 0.5), (progress.Phase, progress.Done, progress.Total, progress.Loss));
        Assert.False(File.Exists(Path.Combine(script.Request.Work, "worker")));
    }

    [Fact(SkipUnless = nameof(HasShell), Skip = "no shell")]
    public async Task WorkerThatOutlivedAKilledRunIsEndedBeforeAnotherStarts()
    {
        using var script = new WorkerScript("exit 0");
        using var orphan = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "exec sleep 60"]))!;
        Directory.CreateDirectory(script.Request.Work);
        await File.WriteAllTextAsync(
            Path.Combine(script.Request.Work, "worker"), string.Create(CultureInfo.InvariantCulture, $"{orphan.Id} {orphan.StartTime.ToUniversalTime().Ticks}"), TestContext.Current.CancellationToken);

        await script.Process.RunAsync(script.Request, new Progress<StageProgress>(), CancellationToken.None);

        Assert.True(orphan.HasExited);
    }

    [Fact(SkipUnless = nameof(HasShell), Skip = "no shell")]
    public async Task ProcessThatTookTheNumberOfADeadWorkerIsLeftAlone()
    {
        using var script = new WorkerScript("exit 0");
        using var other = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "exec sleep 60"]))!;
        Directory.CreateDirectory(script.Request.Work);
        await File.WriteAllTextAsync(Path.Combine(script.Request.Work, "worker"), string.Create(CultureInfo.InvariantCulture, $"{other.Id} 1"), TestContext.Current.CancellationToken);

        await script.Process.RunAsync(script.Request, new Progress<StageProgress>(), CancellationToken.None);

        Assert.False(other.HasExited);
        other.Kill();
    }

    [Fact]
    public void IdentityFollowsTheCodeAndNotTheFileNames()
    {
        using var one = new WorkerScript("exit 0");
        using var same = new WorkerScript("exit 1");
        using var other = new WorkerScript("exit 0");
        foreach (var (script, module) in (ReadOnlySpan<(WorkerScript, Type)>)[(one, typeof(WorkerProcess)), (same, typeof(WorkerProcess)), (other, typeof(WorkerProcessTests))])
            File.Copy(module.Assembly.Location, Path.Combine(script.Folder, "OptPolicy.Compression.dll"));

        Assert.Equal(one.Process.Identity, same.Process.Identity);
        Assert.NotEqual(one.Process.Identity, other.Process.Identity);
    }

    public static bool HasShell => File.Exists("/bin/sh");

    private sealed class Listener(List<StageProgress> heard) : IProgress<StageProgress>
    {
        public void Report(StageProgress value) => heard.Add(value);
    }
}
