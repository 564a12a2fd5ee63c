using Microsoft.Extensions.AI;
using OptPolicy;
using OptPolicy.Runtime.Tests.Crash;

// With "semantic" or "index" first, it writes to a semantic store or a collection instead.
if (args[0] == "semantic")
{
    await SemanticWriter.RunAsync(args[1], int.Parse(args[2], System.Globalization.CultureInfo.InvariantCulture));
    return;
}

if (args[0] == "index")
{
    await IndexWriter.RunAsync(args[1], args[2]);
    return;
}

// Spends a shared budget as fast as it can until it is used up. Each call to the model appends a byte to a file, so whoever
// kills this program can count what it spent. With a fourth argument each call also prints a line and waits for one, so that
// the killer decides in the middle of which call it dies; the pool must then have a thread for every worker that waits.
var (budgetFile, spentFile, workers) = (args[0], args[1], int.Parse(args[2], System.Globalization.CultureInfo.InvariantCulture));
ThreadPool.SetMinThreads(2 * workers, workers);
using var spent = new FileStream(spentFile, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
var gate = new Lock();
await using var budgets = new SqliteBudgetStore(budgetFile);
using var model = new SpendingChatClient(() =>
{
    lock (gate)
    {
        spent.WriteByte((byte)'$');
        if (args.Length > 3)
        {
            Console.WriteLine('$');
            Console.ReadLine();
        }
    }
});
using var client = new PolicyChatClient(new OneDollarPolicy(), [model], new PolicyChatClientOptions { Budgets = budgets });
await Task.WhenAll(Enumerable.Range(0, workers).Select(_ => Task.Run(SpendAsync)));

async Task SpendAsync()
{
    try
    {
        while (true)
            await client.GetResponseAsync("hello");
    }
    catch (BudgetExceededException)
    {
        // Used up: nothing is left for this worker.
    }
}
