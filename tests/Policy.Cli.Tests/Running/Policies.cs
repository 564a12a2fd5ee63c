namespace OptPolicy.Cli.Tests.Running;

/// <summary>Small policies that several tests start from.</summary>
internal static class Policies
{
    public const string Clean = """
        optpolicy 1

        model small {
          provider: openai("small")
          price.input: $0.25/Mtok
          price.output: $2.00/Mtok
          context: 128ktok
          max_output: 4ktok
          supports: [tools, json, vision]
        }

        model large {
          provider: openai("large")
          price.input: $1.25/Mtok
          price.output: $10.00/Mtok
          context: 128ktok
          max_output: 4ktok
          supports: [tools, json, vision]
        }

        policy Desk {
          route {
            rule vip when user.tier == enterprise and not has_tools use large
            rule short when input.tokens < 500tok use small
            otherwise use large
          }

          test "a vip gets the large model" {
            prompt: "Hello"
            user.tier: enterprise
            expect rule vip
            expect model large
          }

          test "short questions stay small" {
            prompt: "Hello"
            expect rule short
            expect cost <= $0.01
          }
        }

        """;

    /// <summary>One unit and one name are wrong.</summary>
    public static string Broken => Clean.Replace("500tok use small", "500 use smal", StringComparison.Ordinal);
}
