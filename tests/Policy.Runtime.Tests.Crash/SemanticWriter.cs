namespace OptPolicy.Runtime.Tests.Crash;

/// <summary>Adds entries to a semantic store as fast as it can and names each one that is safe, until it is killed.</summary>
public static class SemanticWriter
{
    public const int Dimensions = 32;

    public static SemanticStoreSettings Settings(string folder) => new("desk", new("local", folder), Dimensions, Capacity: 10_000, CapacityPerScope: null, TimeProvider.System);

    /// <summary>Entry <paramref name="number"/>: what belongs together can be told from any part of it.</summary>
    public static SemanticEntry Entry(int number)
    {
        var random = new Random(number);
        var vector = Enumerable.Range(0, Dimensions).Select(_ => random.NextSingle() - 0.5f).ToArray();
        return new SemanticEntry
        {
            Id = number.ToString("X32", System.Globalization.CultureInfo.InvariantCulture),
            Partition = new string('A', 64),
            Policy = "desk",
            Scope = "scope",
            Tenant = "",
            Model = "model",
            Question = $"question {number}",
            Vector = vector,
            Answer = System.Text.Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat($"answer {number} ", 50))),
            Created = DateTimeOffset.UnixEpoch,
            Expires = DateTimeOffset.MaxValue,
            Cost = number,
        };
    }

    public static async Task RunAsync(string folder, int from)
    {
        await using var store = LocalSemanticStore.Open(Settings(folder));
        for (var number = from; ; number++)
        {
            await store.AddAsync(Entry(number), CancellationToken.None);
            Console.WriteLine(number);
        }
    }
}
