namespace OptPolicy.Language.Tests.Binding;

public class NameMistakeTests
{
    [Theory]
    [MemberData(nameof(Names))]
    [MemberData(nameof(Forms))]
    [MemberData(nameof(Settings))]
    [MemberData(nameof(Wholes))]
    public void MistakeIsReportedOnceAtItsPlaceAndItsFixWorks(string code, string marked, string? repaired) =>
        Mistake.IsReportedOnce(code, marked, repaired);

    public static TheoryData<string, string, string?> Names => new()
    {
        { "OPT2001", Route("rule a when has_tools use «premum»"), "use premium" },
        { "OPT2001", Route("rule a when «is_vip»(request) use premium"), null },
        { "OPT2001", Policy("cascade c {\n try «minni» accept when confidence > 0.5\n otherwise use premium\n }\n", "rule a when has_tools use c"), "try mini" },
        { "OPT2001", Policy("test \"t\" {\n expect rule «aa»\n }\n", "rule a when has_tools use premium"), "expect rule a" },
        { "OPT2002", Route("rule a when has_tools use mini\n rule «a» when has_images use premium"), null },
        { "OPT2002", Compiling.Models + "model «mini» {\n provider: client\n price: free\n}\n" + Whole, null },
        { "OPT2016", Route("rule a when has_tools use mini", "try mini when outcome == «time_out»"), "outcome == timeout" },
        { "OPT2016", Policy("budget per «tenent» {\n limit: $5/day\n }\n"), "per tenant" },
        { "OPT2017", Route("rule a when «languge» == en use mini"), "when language == en" },
        { "OPT2017", Route("rule a when «tokens» < 5tok use mini"), "when input.tokens < 5tok" },
        { "OPT2018", Route("rule a when «confidence» > 0.5 use mini"), null },
        { "OPT2020", Compiling.Models + "extern is_vip(request)\n" + RouteOnly("rule a when «is_vip» use mini"), "when is_vip(request)" },
        { "OPT2020", Compiling.Models + "extern «is_vip(user)»\n" + RouteOnly("rule a when has_tools use mini"), "extern is_vip(request)" },
        { "OPT2030", Route("rule «a.b» when has_tools use mini"), null },
    };

    public static TheoryData<string, string, string?> Forms => new()
    {
        { "OPT2006", Policy("«rule» a when has_tools use mini\n"), null },
        { "OPT2007", Policy("cache «exakt» {\n ttl: 1h\n }\n"), "cache exact" },
        { "OPT2008", Route("«rule a» use mini"), null },
        { "OPT2009", Route("rule a when has_tools use mini «with mini»"), null },
        { "OPT2010", Route("rule a use mini «when has_tools»"), null },
        { "OPT2011", Compiling.Models + "policy P {\n route {\n rule a when has_tools use premium\n otherwise use mini\n }\n «route» {\n otherwise use premium\n }\n}\n", null },
        { "OPT2012", Route("«rule» when has_tools use mini"), null },
        { "OPT2013", Policy("budget per tenant «user» {\n limit: $5/day\n }\n"), "per tenant  {" },
        { "OPT2015", Policy("assert cost <= $5/req «{\n }»\n"), "assert cost <= $5/req \n" },
        { "OPT2031", Policy("budget per tenant {\n limit: $5/day\n at 90% warn «reject»\n }\n"), null },
        { "OPT2033", Compiling.Models + "policy P {\n  route {\n    «otherwise use mini»\n    rule a when has_tools use premium\n  }\n}\n", "    rule a when has_tools use premium\n    otherwise use mini\n" },
        { "OPT2034", Compiling.Models + "policy P {\n baseline: mini\n «route» {\n }\n fallback {\n try premium\n }\n}\n", null },
        { "OPT2034", Policy("«cascade c» {\n try mini accept when confidence > 0.5\n }\n", "rule a when has_tools use c"), null },
    };

    public static TheoryData<string, string, string?> Settings => new()
    {
        { "OPT2003", Policy("cache exact {\n «tll»: 1h\n }\n"), "ttl: 1h" },
        { "OPT2003", Policy("cache exact {\n «colour»: red\n }\n"), null },
        { "OPT2004", Policy("cache exact {\n ttl: 1h\n «ttl»: 2h\n }\n"), null },
        { "OPT2005", Policy("«budget» per tenant {\n at 80% warn\n }\n"), "limit: $50.00/day" },
        { "OPT2005", "optpolicy 1\n«model mini» {\n provider: client\n}\npolicy P {\n route {\n otherwise use mini\n }\n}\n", "price: free" },
    };

    public static TheoryData<string, string, string?> Wholes => new()
    {
        { "OPT2021", "«»" + Compiling.Models["optpolicy 1\n\n".Length..] + Whole, "optpolicy 1\n\nmodel" },
        { "OPT2022", Compiling.Models.Replace("optpolicy 1", "optpolicy «2»", StringComparison.Ordinal) + Whole, "optpolicy 1\n" },
        { "OPT2023", Compiling.Models + "import «\"nowhere.optpolicy\"»\n" + Whole, null },
        { "OPT2026", Compiling.Models + "policy A extends «B» {\n}\npolicy B extends A {\n route {\n rule a when has_tools use premium\n otherwise use mini\n }\n}\n", null },
        { "OPT2027", Policy("fallback {\n «inherit»\n try premium\n }\n"), "fallback {\n try premium" },
        { "OPT2028", Compiling.Models + "extern «is_vip»(request)\n" + Whole, "\n\npolicy P" },
        { "OPT2029", Compiling.Models.Replace("price.output: $10.00/Mtok", "price.output: $10.00/Mtok", StringComparison.Ordinal) + "policy «Base» {\n fallback {\n try premium\n try mini\n }\n}\n", null },
        { "OPT2032", Compiling.Models + "policy P {\n route {\n rule a when has_tools use mini\n otherwise use mini\n }\n test \"t\" {\n given «premium» fails 503\n expect model mini\n }\n}\n", null },
    };

    private const string Whole = "policy P {\n route {\n rule a when has_tools use premium\n otherwise use mini\n }\n}\n";

    private static string Route(string rules, string fallback = "try mini") =>
        Compiling.Models + RouteOnly(rules, $" fallback {{\n {fallback}\n }}\n");

    private static string RouteOnly(string rules, string rest = "") =>
        $"policy P {{\n{rest} route {{\n {rules}\n otherwise use premium\n }}\n}}\n";

    private static string Policy(string body, string rule = "rule a when has_tools use mini") =>
        Compiling.Models + $"policy P {{\n {body} route {{\n {rule}\n otherwise use premium\n }}\n}}\n";
}
