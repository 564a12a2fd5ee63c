using System.Globalization;
using CsCheck;

namespace OptPolicy.Language.Tests.Fuzzing;

/// <summary>
/// Runs a property over generated texts. The same seed gives the same texts, so a failure can be replayed; it is shrunk before it is reported.
/// <c>OPTPOLICY_FUZZ_ITERATIONS</c> sets how many texts all fuzz tests take together.
/// </summary>
internal static class FuzzRun
{
    private const int DefaultTotal = 20_000;
    private const int Shares = 5;

    public static int Iterations { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("OPTPOLICY_FUZZ_ITERATIONS"), NumberStyles.None, CultureInfo.InvariantCulture, out var total)
            ? Math.Max(1, total / Shares)
            : DefaultTotal / Shares;

    public static void Check(Gen<string> texts, ulong seed, Action<string> property)
    {
        var random = new PCG(1, seed);
        for (var i = 0; i < Iterations; i++)
        {
            var text = texts.Generate(random, null, out _);
            if (Failure(property, text) is { } failure)
            {
                var kind = Kind(failure);
                var smallest = Shrink(text, t => Failure(property, t) is { } other && Kind(other) == kind);
                Assert.Fail($"text {i} of seed {seed}: {failure}\nshrunk to {smallest.Length} characters:\n{smallest}\n({Failure(property, smallest)})");
            }
        }
    }

    /// <summary>Where a failure was raised, so that shrinking does not end at another one.</summary>
    private static string Kind(string failure) => string.Join('\n', failure.Split('\n').Where(static l => l.Contains("OptPolicy", StringComparison.Ordinal)).Take(1));

    private static string? Failure(Action<string> property, string text)
    {
        try
        {
            property(text);
            return null;
        }
        catch (Exception exception)
        {
            return exception.ToString();
        }
    }

    /// <summary>Cuts out ever smaller pieces while the text still fails.</summary>
    private static string Shrink(string text, Func<string, bool> fails)
    {
        for (var size = text.Length / 2; size > 0; size /= 2)
        {
            for (var start = 0; start + size <= text.Length;)
            {
                var shorter = text.Remove(start, size);
                if (fails(shorter))
                    text = shorter;
                else
                    start += size;
            }
        }

        return text;
    }
}
