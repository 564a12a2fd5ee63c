using OptPolicy.Runtime.Tests.Pipeline;
using OptPolicy.Runtime.Tests.Storage;

namespace OptPolicy.Runtime.Tests.Budgets;

/// <summary>What requests meet while the file of budgets cannot be used.</summary>
public sealed class BudgetOutageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string File => _folder.File("budgets.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ARequestThatCannotBeCountedIsNotServed()
    {
        await using var store = Open(BudgetFailureMode.Throw);
        using var desk = Desk(store);
        using var other = new RawSqlite(File);
        other.Execute("BEGIN IMMEDIATE");

        await Assert.ThrowsAsync<PolicyStorageException>(() => desk.AskAsync());

        Assert.Equal(0, desk.Models[0].Calls);
        other.Execute("ROLLBACK");
    }

    [Fact]
    public async Task ARequestThatCannotBeCountedDegradesToAFreeModelWhereThePolicySaysSo()
    {
        await using var store = Open(BudgetFailureMode.Deny);
        using var desk = Desk(store);
        using var other = new RawSqlite(File);
        other.Execute("BEGIN IMMEDIATE");

        await desk.AskAsync();

        Assert.Equal("local", desk.Trace.Model);
        Assert.Equal(0, desk.Models[0].Calls);
        other.Execute("ROLLBACK");
    }

    [Fact]
    public async Task AnAnswerIsServedAndStaysChargedInFullWhenItsSettlementCannotBeWritten()
    {
        await using var store = Open(BudgetFailureMode.Throw);
        using var other = new RawSqlite(File);
        var locks = Answer.Text("ok") with
        {
            Before = _ =>
            {
                other.Execute("BEGIN IMMEDIATE");
                return Task.CompletedTask;
            },
        };
        using var desk = Desk(store, new FakeModel(locks));

        var response = await desk.AskAsync();
        other.Execute("ROLLBACK");

        Assert.Equal("ok", response.Text);
        var attempt = Assert.Single(desk.Trace.Attempts);
        Assert.True(attempt.Settled < attempt.Reserved);
        Assert.Equal(attempt.Reserved, await store.GetUsedAsync(new BudgetAccount("Desk", 0, "", BudgetWindows.StartOf(BudgetWindow.Day, TimeZoneInfo.Utc, desk.Clock.GetUtcNow()))));
    }

    private static Desk Desk(IBudgetStore store, FakeModel? paid = null) => new(
        new HandPolicy
        {
            ModelTable = [HandPolicy.Model(0, "paid"), HandPolicy.FreeModel(1, "local")],
            BudgetTable = [new(0, BudgetScope.Global, BudgetWindow.Day, 1m, "UTC", [new(1m, BudgetAction.Degrade, 1)])],
        },
        options => options.Budgets = store,
        paid ?? new FakeModel(),
        new FakeModel());

    private SqliteBudgetStore Open(BudgetFailureMode mode) =>
        new(File, new SqliteBudgetStoreOptions { SurvivePowerLoss = false, BusyTimeout = TimeSpan.FromMilliseconds(50), WhenUnavailable = mode });
}
