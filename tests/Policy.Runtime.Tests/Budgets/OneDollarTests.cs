using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.AI;
using OptPolicy.Runtime.Tests.Crash;
using OptPolicy.Runtime.Tests.Storage;

namespace OptPolicy.Runtime.Tests.Budgets;

/// <summary>A budget of one dollar never lets more than one dollar be spent, through the whole middleware.</summary>
public sealed class OneDollarTests : IDisposable
{
    private const int Requests = 1_000;
    private static readonly BudgetAccount Account = new("OneDollar", 0, "", DateTimeOffset.MinValue);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AThousandConcurrentRequestsSpendAtMostADollarInMemory(bool streamed) => await SpendAsync(new InMemoryBudgetStore(), streamed);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AThousandConcurrentRequestsSpendAtMostADollarInSqlite(bool streamed)
    {
        await using var store = new SqliteBudgetStore(_folder.File("budgets.db"));
        await SpendAsync(store, streamed);
    }

    [Fact]
    public async Task AKilledProcessAndItsSuccessorsSpendAtMostADollar()
    {
        var (budgets, spent) = (_folder.File("budgets.db"), _folder.File("spent"));
        var calls = 0;
        foreach (var answers in new[] { 40, 200, 250 })
        {
            using var process = Start(budgets, spent, stepwise: true);
            await process.StandardInput.WriteAsync(new string('\n', answers));
            await process.StandardInput.FlushAsync();
            for (var i = 0; i <= answers; i++)
                Assert.NotNull(await process.StandardOutput.ReadLineAsync());

            // It has spent the money of one more call and waits for the answer.
            process.Kill();
            await process.WaitForExitAsync();
            calls += answers + 1;
            Assert.Equal(calls, Spent(spent));
        }

        using (var last = Start(budgets, spent))
        {
            await last.WaitForExitAsync();
            Assert.Equal(0, last.ExitCode);
        }

        await using var store = new SqliteBudgetStore(budgets);
        var counted = await store.GetUsedAsync(Account);
        var paid = Spent(spent) * OneDollarPolicy.CostOfAnswer;
        Assert.InRange(paid, 0.5m, counted);
        Assert.InRange(counted, 0.998m, 1m);
    }

    [Fact]
    public async Task TwoProcessesSpendAtMostADollarTogether()
    {
        var (budgets, spentByFirst, spentBySecond) = (_folder.File("budgets.db"), _folder.File("first"), _folder.File("second"));
        using var first = Start(budgets, spentByFirst);
        using var second = Start(budgets, spentBySecond);
        await Task.WhenAll(first.WaitForExitAsync(), second.WaitForExitAsync());

        Assert.Equal((0, 0), (first.ExitCode, second.ExitCode));
        await using var store = new SqliteBudgetStore(budgets);
        Assert.Equal((Spent(spentByFirst) + Spent(spentBySecond)) * OneDollarPolicy.CostOfAnswer, await store.GetUsedAsync(Account));
        Assert.InRange(await store.GetUsedAsync(Account), 0.9m, 1m);
    }

    private static async Task SpendAsync(IBudgetStore store, bool streamed)
    {
        var calls = 0;
        var denied = 0;
        using var model = new SpendingChatClient(() => Interlocked.Increment(ref calls));
        using var client = new PolicyChatClient(new OneDollarPolicy(), [model], new PolicyChatClientOptions { Budgets = store });

        for (var round = 0; round < 2; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, Requests).Select(i => Task.Run(async () =>
            {
                var prompt = i.ToString(CultureInfo.InvariantCulture);
                try
                {
                    _ = streamed ? await client.GetStreamingResponseAsync(prompt).ToChatResponseAsync() : await client.GetResponseAsync(prompt);
                }
                catch (BudgetExceededException)
                {
                    Interlocked.Increment(ref denied);
                }
            })));
        }

        Assert.Equal(2 * Requests, calls + denied);
        Assert.InRange(calls * OneDollarPolicy.CostOfAnswer, 0.5m, 1m);
        Assert.Equal(calls * OneDollarPolicy.CostOfAnswer, await store.GetUsedAsync(Account));
    }

    private static long Spent(string file) => File.Exists(file) ? new FileInfo(file).Length : 0;

    private static Process Start(string budgets, string spent, bool stepwise = false)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = stepwise, RedirectStandardInput = stepwise };
        foreach (var argument in new[] { Path.Combine(AppContext.BaseDirectory, "OptPolicy.Runtime.Tests.Crash.dll"), budgets, spent, "20" })
            start.ArgumentList.Add(argument);
        if (stepwise)
            start.ArgumentList.Add("stepwise");
        return Process.Start(start)!;
    }
}
