namespace OptPolicy.Cli.Tests.Caching;

/// <summary>Policies with a semantic cache over the shipped embedder.</summary>
internal static class CachePolicy
{
    public static string With(string settings) => $$"""
        optpolicy 1

        model large {
          provider: client
          price.input: $1.25/Mtok
          price.output: $10.00/Mtok
          context: 200ktok
          max_output: 16ktok
          supports: [json]
        }

        verifier same_question { least: 80% }

        policy Desk {
          cache exact { ttl: 24h }
          cache semantic {
            scope: [tenant]
            {{settings.ReplaceLineEndings("\n").Replace("\n", "\n    ", StringComparison.Ordinal)}}
          }
          route { otherwise use large }
        }
        """;

    /// <summary>Pairs about many things: each thing asked in other words, and beside another one.</summary>
    public static string Pairs(int count) => string.Join('\n', Enumerable.Range(0, count).SelectMany(static i => new[]
    {
        $$"""{ "cached": "How do I return a {{Things[i]}}?", "asked": "how can I return my {{Things[i]}}", "same": true }""",
        $$"""{ "cached": "How do I return a {{Things[i]}}?", "asked": "Where can I buy a {{Things[(i + 1) % Things.Length]}}?", "same": false }""",
    }));

    private static readonly string[] Things = ["lamp", "chair", "bicycle", "kettle", "carpet", "phone", "camera", "guitar", "tent", "jacket", "mirror", "desk"];
}
