using Microsoft.Extensions.DependencyInjection;
using OptPolicy.Runtime.Tests.Reporting;

namespace OptPolicy.Runtime.Tests.Storage;

public sealed class PolicyStorageExtensionsTests
{
    [Fact]
    public async Task LedgerAndBudgetsShareTheAppsFileAndCloseWithTheApp()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("app.db");
        await using (var provider = new ServiceCollection().AddOptPolicyLedger(file).AddOptPolicyBudgets(file).BuildServiceProvider())
        {
            provider.GetRequiredService<IUsageLedger>().Append(ReportTraffic.Day[0]);
            var charge = new BudgetCharge(new BudgetAccount("Desk", 0, "t", DateTimeOffset.MinValue), 1m);
            Assert.True((await provider.GetRequiredService<IBudgetStore>().ReserveAsync(new[] { charge }, 0.5m)).IsGranted);
        }

        Assert.Single(LedgerFile.Read(file));
    }

    [Fact]
    public void WhatTheAppRegisteredItselfStays()
    {
        var own = new InMemoryBudgetStore();
        using var provider = new ServiceCollection().AddSingleton<IBudgetStore>(own).AddOptPolicyBudgets("unused.db").BuildServiceProvider();

        Assert.Same(own, provider.GetRequiredService<IBudgetStore>());
    }
}
