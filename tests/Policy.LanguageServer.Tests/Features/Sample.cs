namespace OptPolicy.LanguageServer.Tests.Features;

/// <summary>A policy that most tests put a mark into.</summary>
internal static class Sample
{
    public const string Models = """
        optpolicy 1

        /// Everyday model.
        model small {
          provider: openai("small")
          price.input: $0.25/Mtok
          price.output: $2.00/Mtok
          context: 128ktok
          max_output: 4ktok
          supports: [tools, json]
        }

        model large {
          provider: client
          price.input: $1.25/Mtok
          price.output: $10.00/Mtok
          context: 128ktok
          max_output: 4ktok
          supports: [tools, json]
        }

        extern is_vip(request)


        """;

    /// <summary>The models above and a policy with this block.</summary>
    public static string Policy(string body) => $"{Models}policy Desk {{\n{body}\n}}\n";

    /// <summary>The models above and a policy with this route.</summary>
    public static string Route(string rules) => Policy($"  route {{\n{rules}\n  }}");
}
