using OptPolicy.Workloads.Running;
using OptPolicy.Workloads.Scorers;
using OptPolicy.Workloads.Tasks;
using OptPolicy.Workloads.Tests.Support;

namespace OptPolicy.Workloads.Tests.Running;

public sealed class WorkloadRunnerTests : IDisposable
{
    private readonly TestFolder _folder = new();

    [Fact]
    public async Task KilledRunGoesOnWhereItStopped()
    {
        var workload = Workload(20);
        var options = new RunOptions { ModelId = "m", OutcomePath = _folder.PathOf("out.jsonl") };
        using var kill = new CancellationTokenSource();
        using var first = new ScriptedClient(prompt =>
        {
            if (prompt == "12")
                kill.Cancel();
            return prompt;
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new WorkloadRunner(first, new ScorerSet()).RunAsync(workload, options, progress: null, kill.Token));
        await File.AppendAllTextAsync(options.OutcomePath!, """{"line":19,"task":"torn""");
        var left = (await File.ReadAllLinesAsync(options.OutcomePath!)).Length - 2;

        using var second = new ScriptedClient(static prompt => prompt);
        var run = await new WorkloadRunner(second, new ScorerSet()).RunAsync(workload, options);

        Assert.Equal(20 - left, second.Calls);
        Assert.InRange(left, 1, 19);
        Assert.Equal(20, run.Right);
        Assert.Equal(Enumerable.Range(1, 20), run.Outcomes.Select(static o => o.Line));
    }

    [Fact]
    public async Task OutcomesOfAnotherModelOrWorkloadAreNotMixedIn()
    {
        var path = _folder.PathOf("out.jsonl");
        using var client = new ScriptedClient(static prompt => prompt);
        var runner = new WorkloadRunner(client, new ScorerSet());
        await runner.RunAsync(Workload(3), new() { ModelId = "a", OutcomePath = path });

        var model = await Assert.ThrowsAsync<WorkloadException>(() => runner.RunAsync(Workload(3), new() { ModelId = "b", OutcomePath = path }));
        var tasks = await Assert.ThrowsAsync<WorkloadException>(() => runner.RunAsync(Workload(4), new() { ModelId = "a", OutcomePath = path }));

        Assert.Contains("model 'a', not 'b'", model.Message, StringComparison.Ordinal);
        Assert.Contains("other tasks", tasks.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ErrorsCountAsUnsolvedAndAreAskedAgain()
    {
        var options = new RunOptions { ModelId = "m", OutcomePath = _folder.PathOf("out.jsonl") };
        using var broken = new ScriptedClient(static prompt => prompt == "2" ? throw new InvalidOperationException("503") : prompt);
        using var repaired = new ScriptedClient(static prompt => prompt);

        var first = await new WorkloadRunner(broken, new ScorerSet()).RunAsync(Workload(3), options);
        var second = await new WorkloadRunner(repaired, new ScorerSet()).RunAsync(Workload(3), options);

        Assert.Equal((2, 1, "503"), (first.Right, first.Errors, first.Outcomes[1].Error));
        Assert.Equal((3, 0, 1), (second.Right, second.Errors, repaired.Calls));
    }

    [Fact]
    public async Task RequestsAreGreedySeededAndConcurrent()
    {
        using var client = new ScriptedClient(static prompt => prompt);

        var run = await new WorkloadRunner(client, new ScorerSet()).RunAsync(Workload(50), new() { Concurrency = 8, Seed = 7 });

        Assert.Equal((0f, 7L, 256), (client.LastOptions!.Temperature, client.LastOptions.Seed, client.LastOptions.MaxOutputTokens));
        Assert.Equal((50, 3L), (run.Right, run.Outcomes[0].OutputTokens));
    }

    [Fact]
    public async Task PairedRunnerAlternatesWhoIsAskedFirst()
    {
        var order = new List<string>();
        using var baseline = new ScriptedClient(prompt =>
        {
            order.Add("b" + prompt);
            return prompt;
        });
        using var candidate = new ScriptedClient(prompt =>
        {
            order.Add("c" + prompt);
            return prompt == "2" ? "wrong" : prompt;
        });

        var pair = await new PairedRunner(baseline, candidate, new ScorerSet()).RunAsync(Workload(3));

        Assert.Equal(["b1", "c1", "c2", "b2", "b3", "c3"], order);
        Assert.Equal(new(2, 1, 0, 0), pair.Tasks);
    }

    [Fact]
    public void SessionsSucceedWhenAllTheirTurnsDo()
    {
        var run = Runs.Run([true, true, true, false, true, true, true], turns: 2);

        Assert.Equal([true, false, true], run.Sessions(2));
        Assert.Equal([true, true, true, true], run.Sessions(1));
        Assert.Empty(run.Sessions(3));
    }

    [Fact]
    public void RunsOfOtherTasksAreNoPair() =>
        Assert.Throws<ArgumentException>(() => PairedRun.Of(Runs.Run([true]), Runs.Run([true, false])));

    public void Dispose() => _folder.Dispose();

    private Workload Workload(int count) => WorkloadFile.Read(_folder.Write($"{count}.jsonl", [.. Enumerable.Range(1, count).Select(static i => $$"""{"prompt": "{{i}}", "expected": "{{i}}"}""")]));
}
