using System.Diagnostics;
using System.Globalization;
using OptPolicy.Runtime.Tests.Crash;

namespace OptPolicy.Runtime.Tests.Caching.Semantic.Stores;

public sealed class LocalSemanticStoreTests : EvictingStoreContract
{
    private readonly string _folder = Directory.CreateTempSubdirectory("optpolicy-semantic-").FullName;

    [Fact]
    public async Task EntriesSurviveAnOrderlyEndAndKeepTheirPurges()
    {
        var settings = Settings();
        await using (var store = LocalSemanticStore.Open(settings))
        {
            await Add(store, "gone", [1, 0, 0]);
            await store.PurgeAsync(new SemanticPurge("desk"), CancellationToken.None);
            await Add(store, "kept", [1, 0, 0]);
            await store.WriteStateAsync("s", new byte[] { 9 }, CancellationToken.None);
        }

        await using var again = LocalSemanticStore.Open(settings);
        Assert.Equal(["kept"], (await Find(again, [1, 0, 0])).Select(m => m.Entry.Question));
        Assert.Equal([9], (await again.ReadStateAsync("s", CancellationToken.None))!);
    }

    [Fact]
    public async Task SecondProcessIsToldWhoHasTheFolder()
    {
        await using var store = LocalSemanticStore.Open(Settings());
        var exception = Assert.Throws<PolicyStorageException>(() => LocalSemanticStore.Open(Settings()));
        Assert.Contains("Another process may have it open", exception.Message, StringComparison.Ordinal);
        Assert.Contains("policy 'desk'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PurgeFromOutsideIsSeenWithinASecond()
    {
        await using var store = LocalSemanticStore.Open(Settings());
        await Add(store, "a", [1, 0, 0]);
        LocalSemanticStore.PurgeFromOutside(Settings(), new SemanticPurge("desk"));
        Clock.Advance(TimeSpan.FromSeconds(1.5));

        Assert.Empty(await Find(store, [1, 0, 0]));
    }

    [Fact]
    public async Task KilledAtAnyMomentNothingIsTornAndNothingSafeIsLost()
    {
        var safe = 0;
        var random = new Random(7);
        for (var life = 0; life < 4; life++)
        {
            safe = Math.Max(safe, await WriteAndKillAsync(safe, random.Next(20, 120)));
            await using var store = LocalSemanticStore.Open(SemanticWriter.Settings(_folder));

            // The entry that was being written when it was killed may be there, whole, or not.
            Assert.InRange(await store.CountAsync("desk", CancellationToken.None), safe, safe + 1);
            for (var number = 0; number < safe; number += 1 + safe / 200)
            {
                var written = SemanticWriter.Entry(number);
                var matches = await store.SearchAsync(new SemanticQuery("desk", written.Partition, "", written.Vector, 0.98f, 4), CancellationToken.None);
                var found = matches.Single(m => m.Entry.Id == written.Id).Entry;
                Assert.Equal(written.Question, found.Question);
                Assert.Equal(written.Answer.ToArray(), found.Answer.ToArray());
            }

            safe = (int)await store.CountAsync("desk", CancellationToken.None);
        }
    }

    protected override ISemanticStore Open(SemanticStoreSettings settings) => LocalSemanticStore.Open(settings with { Store = new("local", _folder) });

    protected override void Clean() => Directory.Delete(_folder, recursive: true);

    private SemanticStoreSettings Settings() => new("desk", new("local", _folder), 3, 1000, CapacityPerScope: null, Clock);

    /// <summary>Lets a process write until it has named so many entries more, kills it, and counts what it named.</summary>
    private async Task<int> WriteAndKillAsync(int from, int more)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var argument in new[] { Path.Combine(AppContext.BaseDirectory, "OptPolicy.Runtime.Tests.Crash.dll"), "semantic", _folder, from.ToString(CultureInfo.InvariantCulture) })
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var named = from;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            named = int.Parse(line, CultureInfo.InvariantCulture) + 1;
            if (named >= from + more && !process.HasExited)
                process.Kill();
        }

        await process.WaitForExitAsync();
        return named;
    }
}
