using System.Globalization;
using System.Text;

namespace OptPolicy.Benchmarks;

/// <summary>Policies of a given length as people write them: a few models, a route of many rules, a cascade, a fallback, budgets, and a test for every fourth rule. Always the same text.</summary>
internal static class PolicySource
{
    private const int TestLines = 5;

    private static readonly string[] Conditions =
    [
        "input.tokens < {0}tok and language in [en, de]",
        "user.tier == tier{0}",
        "intent == intent{0} and not has_tools",
        "has_images and turns > {0}",
        "user.plan in [plan{0}, team] or input.text contains \"order {0}\"",
    ];

    private static readonly string[] Targets = ["small", "large", "triage"];

    public static string OfLines(int lines)
    {
        var head = Head();
        var tail = Tail();
        var rules = (lines - Count(head) - Count(tail)) * 4 / (4 + TestLines);
        var text = new StringBuilder(head);
        for (var i = 0; i < rules; i++)
            text.Append(CultureInfo.InvariantCulture, $"    rule r{i} when {string.Format(CultureInfo.InvariantCulture, Conditions[i % Conditions.Length], 100 + i)} use {Targets[i % Targets.Length]}\n");
        text.Append(tail);
        for (var i = 0; i < rules; i += 4)
            text.Append(CultureInfo.InvariantCulture, $"  test \"request {i}\" {{\n    prompt: \"Where is my order?\"\n    user.tier: tier{100 + i}\n    expect cost <= $0.40\n  }}\n");
        return text.Append("}\n").ToString();
    }

    /// <summary>The same policy with a mistake on every twentieth line.</summary>
    public static string WithMistakes(int lines)
    {
        var text = OfLines(lines).Split('\n');
        for (var i = 5; i < text.Length; i += 20)
            text[i] += " ==";
        return string.Join('\n', text);
    }

    private static int Count(string text) => text.AsSpan().Count('\n');

    private static string Head() => """
        optpolicy 1

        /// Everyday hosted model.
        model small {
          provider: openai("gpt-5-mini")
          price.input: $0.25/Mtok
          price.output: $2.00/Mtok
          context: 400ktok
          max_output: 16ktok
          supports: [tools, json, vision]
        }

        /// Supplied by the host.
        model large {
          provider: client
          price.input: $1.25/Mtok
          price.output: $10.00/Mtok
          context: 400ktok
          max_output: 32ktok
          supports: [tools, json, vision]
        }

        policy Desk {
          cache exact {
            ttl: 24h tunable 1h..7d
            scope: [tenant, user]
            bypass when temperature > 0.3
          }

          route {

        """;

    private static string Tail() => """
            otherwise use triage
          }

          cascade triage {
            try small accept when confidence >= 70%
            otherwise use large
          }

          fallback {
            try large after 20s
            retry 3 when status in [429, 503] with backoff(250ms, 4s)
          }

          budget per tenant {
            limit: $50.00/day
            at 80% warn
            at 100% reject
          }


        """;
}
