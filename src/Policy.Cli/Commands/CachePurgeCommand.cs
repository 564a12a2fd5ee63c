using System.CommandLine;
using System.Globalization;
using OptPolicy.Cli.Caching;
using OptPolicy.Cli.Caching.Stored;
using OptPolicy.Cli.LocalModels;

namespace OptPolicy.Cli.Commands;

/// <summary><c>optpolicy cache purge</c>: forgets stored answers, while the app runs or not.</summary>
internal static class CachePurgeCommand
{
    public static Command Create(CliEnvironment environment)
    {
        var file = CommonOptions.File();
        var tag = new Option<string?>("--tag") { Description = "Entries with this tag." };
        var model = new Option<string?>("--model") { Description = "Entries that this model answered." };
        var tenant = new Option<string?>("--tenant") { Description = "Entries of this tenant." };
        var entry = new Option<string?>("--entry") { Description = "One entry, by the name that 'cache explain' and hits say.", HelpName = "ID" };
        var all = new Option<bool>("--all") { Description = "Every entry of the policy." };
        var store = CacheOptions.Store();
        var policy = CacheOptions.Policy();
        var yes = new Option<bool>("--yes") { Description = "Does it; without, the command only says how many entries would go." };
        var command = new Command("purge", "Forgets stored answers that every given criterion fits. A running app obeys within a second or so.") { file, tag, model, tenant, entry, all, store, policy, yes };
        command.Validators.Add(result =>
        {
            var criteria = new[] { result.GetValue(tag), result.GetValue(model), result.GetValue(tenant) }.Count(static c => c is not null);
            if ((criteria > 0 ? 1 : 0) + (result.GetValue(entry) is null ? 0 : 1) + (result.GetValue(all) ? 1 : 0) != 1)
                result.AddError("Say what to forget: --tag, --model and --tenant together, or --entry, or --all.");
        });
        command.SetAction((parsed, cancellation) => CacheCommandRun.RunAsync(environment, () => RunAsync(
            environment,
            () => StoredCache.Open(environment, parsed.GetValue(file)!, parsed.GetValue(policy), parsed.GetValue(store)),
            name => new SemanticPurge(name, parsed.GetValue(tenant), parsed.GetValue(model), parsed.GetValue(tag)),
            parsed.GetValue(entry),
            parsed.GetValue(yes),
            cancellation)));
        return command;
    }

    private static async Task<int> RunAsync(CliEnvironment environment, Func<StoredCache> open, Func<string, SemanticPurge> criteria, string? entry, bool yes, CancellationToken cancellationToken)
    {
        using var cache = open();
        var purge = criteria(cache.Policy.Name);
        if (entry is not null) return Forget(environment, cache, entry, yes);
        var count = cache.Folder is { } folder
            ? yes ? LocalStoreFromOutside.Purge(folder, purge, environment.Clock.GetUtcNow()) : LocalStoreFromOutside.Count(folder, purge, environment.Clock.GetUtcNow())
            : await PurgeServerAsync(cache, purge, yes, cancellationToken);
        environment.Out.WriteLine(Text(cache, count, yes));
        if (yes && cache.Policy.ExactCache is { } exact)
            environment.Out.WriteLine($"apps that run keep copies in their exact cache until their ttl ({exact.Ttl.TotalHours.ToString("0.##", CultureInfo.InvariantCulture)} h) ends; SemanticCacheOperations.PurgeAsync takes those too");
        return yes ? ExitCode.Ok : ExitCode.Findings;
    }

    private static int Forget(CliEnvironment environment, StoredCache cache, string entry, bool yes)
    {
        if (cache.Folder is not { } folder) return LocalModelCommand.Fail(environment, $"one entry of a {cache.Settings.Store.Kind} store is forgotten by the app: SemanticCacheOperations.ForgetAsync");
        if (!yes) return LocalModelCommand.Fail(environment, "run it again with --yes to forget the entry");
        if (!LocalStoreFromOutside.Forget(folder, entry)) return LocalModelCommand.Fail(environment, $"there is no entry '{entry}'");
        environment.Out.WriteLine("forgot 1 entry");
        return ExitCode.Ok;
    }

    // A server counts entries of a policy, not of criteria: what went is the difference.
    private static async Task<long> PurgeServerAsync(StoredCache cache, SemanticPurge purge, bool yes, CancellationToken cancellationToken)
    {
        await using var store = cache.OpenServer(dimensions: 1);
        var before = await store.CountAsync(purge.Policy, cancellationToken);
        if (!yes) return before;
        await store.PurgeAsync(purge, cancellationToken);
        return before - await store.CountAsync(purge.Policy, cancellationToken);
    }

    private static string Text(StoredCache cache, long count, bool yes)
    {
        var number = count.ToString("N0", CultureInfo.InvariantCulture);
        return yes ? $"purged {number} of policy {cache.Policy.Name}'s entries"
            : cache.Folder is null ? $"at most {number} entries of policy {cache.Policy.Name} would go; run it again with --yes"
            : $"{number} entries of policy {cache.Policy.Name} would go; run it again with --yes";
    }
}
