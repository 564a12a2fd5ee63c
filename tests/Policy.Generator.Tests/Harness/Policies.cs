namespace OptPolicy.Generator.Tests.Harness;

/// <summary>Small policies.</summary>
internal static class Policies
{
    public const string Model = """
        model small {
          provider: client
          price.input: $0.25/Mtok
          price.output: $2.00/Mtok
          context: 128ktok
          max_output: 4ktok
          supports: [tools, json, vision]
        }

        model large {
          provider: client
          price.input: $1.25/Mtok
          price.output: $10.00/Mtok
          context: 128ktok
          max_output: 4ktok
          supports: [tools, json, vision]
        }

        """;

    public const string Chat = "optpolicy 1\n\n" + Model + """
        policy Chat {
          route {
            rule long when input.tokens > 2ktok use large
            otherwise use small
          }
        }
        """ + "\n";

    public const string Mail = "optpolicy 1\n\n" + Model + """
        policy Mail {
          route {
            rule angry when input.text contains "lawyer" use large
            otherwise use small
          }
        }
        """ + "\n";

    /// <summary>A policy with <paramref name="count"/> rules over metadata facts; none holds for an empty request.</summary>
    public static string WithRules(int count)
    {
        var rules = Enumerable.Range(0, count).Select(static i => $"    rule r{i} when user.plan == plan{i} and input.tokens > {i + 1}ktok use large\n");
        return "optpolicy 1\n\n" + Model + "policy Wide {\n  route {\n" + string.Concat(rules) + "    otherwise use small\n  }\n}\n";
    }
}
