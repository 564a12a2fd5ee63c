namespace OptPolicy.Language.Tests.Binding;

public class UnitMistakeTests
{
    [Theory]
    [MemberData(nameof(Quantities))]
    [MemberData(nameof(Ranges))]
    [MemberData(nameof(Comparisons))]
    public void MistakeIsReportedOnceAtItsPlaceAndItsFixWorks(string code, string marked, string? repaired) =>
        Mistake.IsReportedOnce(code, marked, repaired);

    public static TheoryData<string, string, string?> Quantities => new()
    {
        { "OPT3001", Model("price.input: $0.25/Mtok", "price.input: «0.25»"), "$0.25/Mtok" },
        { "OPT3001", Model("price.input: $0.25/Mtok", "price.input: «$0.25»"), "$0.25/Mtok" },
        { "OPT3001", Model("max_output: 16ktok", "max_output: «16000»"), "16000tok" },
        { "OPT3001", Policy("cache exact {\n ttl: «30»\n }\n"), "ttl: 30s" },
        { "OPT3001", Policy("budget per user {\n limit: «$5»\n }\n"), "limit: $5/day" },
        { "OPT3001", Policy("budget per request {\n limit: «$5/day»\n }\n"), "limit: $5/req" },
        { "OPT3001", Policy("budget per user {\n limit: «$5/req»\n }\n"), "limit: $5/day" },
        { "OPT3001", Policy("assert cost <= «5»\n"), "$5/req" },
        { "OPT3001", Route("rule a when input.tokens < «500» use mini"), "< 500tok" },
        { "OPT3001", Route("rule a when language in «en» use mini"), "in [en]" },
        { "OPT3001", Model("supports: [tools, json, vision]", "supports: «tools»"), "supports: [tools]" },
        { "OPT3001", Model("provider: openai(\"gpt-5-mini\")", "provider: openai(«gpt»)"), "openai(\"gpt\")" },
        { "OPT3002", Route("rule a when input.tokens < «2k» use mini"), "< 2ktok" },
        { "OPT3002", Policy("cache exact {\n ttl: «5m»\n }\n"), "ttl: 5min" },
        { "OPT3002", Model("price.input: $0.25/Mtok", "price.input: «$0.25/M»"), "$0.25/Mtok" },
        { "OPT3003", Model("price.input: $0.25/Mtok", "price.input: «-$0.25/Mtok»"), null },
        { "OPT3003", Policy("budget per user {\n limit: $5/day\n at «120%» warn\n }\n"), null },
        { "OPT3003", Policy("budget per user {\n limit: $5/day\n at «80» warn\n }\n"), "at 80% warn" },
        { "OPT3003", Policy("fallback {\n try mini\n retry «0»\n }\n"), null },
        { "OPT3007", Model("price.input: $0.25/Mtok", "price.input: «$0.25/ktok»"), "$0.25/Mtok" },
        { "OPT3012", Model("max_output: 16ktok", "max_output: 16ktok\n  «price: free»"), "16ktok\n  supports" },
    };

    public static TheoryData<string, string, string?> Ranges => new()
    {
        { "OPT3004", Route("rule a when difficulty in «80%..20%» use mini"), "20%..80%" },
        { "OPT3004", Policy("fallback {\n try mini\n retry 2 with backoff(«4s, 250ms»)\n }\n"), "backoff(250ms, 4s)" },
        { "OPT3005", Policy("cache exact {\n ttl: «24h» tunable 1h..12h\n }\n"), "ttl: 12h tunable 1h..12h" },
        { "OPT3006", Policy("budget per user {\n limit: $5/day\n time_zone: \"UTC\" tunable «1..2»\n }\n"), "time_zone: \"UTC\"\n" },
    };

    public static TheoryData<string, string, string?> Comparisons => new()
    {
        { "OPT3008", Route("rule a when language «<» en use mini"), null },
        { "OPT3008", Route("rule a when has_tools «<» 3 use mini"), null },
        { "OPT3008", Policy("assert cost «>=» $5/req\n"), "cost <= $5/req" },
        { "OPT3009", Route("rule a when «turns» use mini"), null },
        { "OPT3009", Route("rule a when has_tools and «\"x\"» use mini"), null },
        { "OPT3010", Route("rule a when «has_tools == false» use mini"), "when not has_tools use" },
        { "OPT3011", Route("rule a when input.text matches «\"[a\"» use mini"), null },
        { "OPT3013", Route("rule a when «3 < turns» use mini"), "when turns > 3 use" },
    };

    private static string Route(string rule) =>
        Compiling.Models + $"policy P {{\n route {{\n {rule}\n otherwise use premium\n }}\n}}\n";

    private static string Policy(string body) =>
        Compiling.Models + $"policy P {{\n {body} route {{\n rule a when has_tools use mini\n otherwise use premium\n }}\n}}\n";

    private static string Model(string correct, string wrong)
    {
        var text = Route("rule a when has_tools use mini");
        var start = text.IndexOf(correct, StringComparison.Ordinal);
        return text.Remove(start, correct.Length).Insert(start, wrong);
    }
}
