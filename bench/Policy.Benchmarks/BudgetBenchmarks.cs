using BenchmarkDotNet.Attributes;

namespace OptPolicy.Benchmarks;

/// <summary>What it costs to reserve money before an attempt and to settle it afterwards.</summary>
[MemoryDiagnoser]
public class BudgetBenchmarks
{
    private const int Concurrent = 100;

    private static readonly BudgetCharge[] Charges =
    [
        new(new BudgetAccount("Desk", 0, "", DateTimeOffset.UnixEpoch), decimal.MaxValue),
        new(new BudgetAccount("Desk", 1, "acme", DateTimeOffset.UnixEpoch), decimal.MaxValue),
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("optpolicy-bench-").FullName;
    private IBudgetStore _store = null!;

    public enum StoreKind
    {
        Memory,
        SqliteSurvivesProcess,
        SqliteSurvivesPowerLoss,
    }

    [ParamsAllValues]
    public StoreKind Store { get; set; }

    [GlobalSetup]
    public void Open() => _store = Store == StoreKind.Memory
        ? new InMemoryBudgetStore()
        : new SqliteBudgetStore(Path.Combine(_folder, Store + ".db"), new SqliteBudgetStoreOptions { SurvivePowerLoss = Store == StoreKind.SqliteSurvivesPowerLoss });

    [GlobalCleanup]
    public void Close()
    {
        (_store as IDisposable)?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Benchmark]
    public async Task OneRequest() => await ReserveAndSettleAsync();

    [Benchmark(OperationsPerInvoke = Concurrent)]
    public Task HundredRequestsAtOnce() => Task.WhenAll(Enumerable.Range(0, Concurrent).Select(_ => Task.Run(ReserveAndSettleAsync)));

    private async Task ReserveAndSettleAsync() => await _store.SettleAsync(await _store.ReserveAsync(Charges, 0.002m), 0.001m);
}
