using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Tests.Binding;

namespace OptPolicy.Language.Tests.Intents;

public sealed class IntentRulesTests
{
    private const string Refund = "intent refund { examples: [\"money back\", \"refund it\"] }";
    private const string Parcel = "intent parcel { examples: [\"where is it\", \"track it\"] }";

    private static string File(string sets, string route = "rule refunds when intent == refund use premium") =>
        Compiling.Models + sets + "\npolicy Desk {\n  route {\n    " + route + "\n    otherwise use mini\n  }\n}\n";

    [Fact]
    public void SetOfTheFileIsPartOfItsPolicies()
    {
        var policy = Compiling.Text(File($"embedder words {{ provider: client }}\nintents desk {{\n embed: words\n threshold: 0.6\n {Refund}\n {Parcel}\n}}")).Files[0].Policies[0];

        Assert.Equal(("desk", 0.6m), (policy.Intents!.Name, policy.Intents.Threshold));
        Assert.Equal("words", policy.Embedders[policy.Intents.Embedder].Name);
        Assert.Equal(["refund", "parcel"], policy.Intents.Intents.Items.Select(i => i.Name));
        Assert.Equal(["money back", "refund it"], policy.Intents.Intents[0].Examples.Items);
    }

    [Fact]
    public void ChangedExampleChangesThePolicysHash()
    {
        static string Hash(string example) => Compiling.Text(File($"intents desk {{ intent refund {{ examples: [\"money back\", \"{example}\"] }} }}")).Files[0].Policies[0].Hash;

        Assert.Equal(Hash("refund it"), Hash("refund it"));
        Assert.NotEqual(Hash("refund it"), Hash("refund this"));
    }

    [Fact]
    public void SetOfAnImportedFileIsTaken()
    {
        var compilation = Compiling.Files(
            ("desk.optpolicy", File("").Replace("optpolicy 1", "optpolicy 1\nimport \"intents.optpolicy\"", StringComparison.Ordinal)),
            ("intents.optpolicy", "optpolicy 1\nintents desk {\n  " + Refund + "\n}\n"));

        Assert.Empty(compilation.Diagnostics.Where(static d => d.Severity == DiagnosticSeverity.Error));
        Assert.Equal("desk", compilation.Files[0].Policies[0].Intents!.Name);
    }

    [Theory]
    [InlineData("intents desk { intent refund { examples: [] } }", "OPT8040")]
    [InlineData("intents desk { intent refund { examples: [\"a b\", \"c d\"] }\n intent parcel { examples: [\"e f\", \"A b\"] } }", "OPT8041")]
    [InlineData("intents desk { " + Refund + " }\nintents other { " + Parcel + " }", "OPT8042")]
    [InlineData("intents desk { " + Refund + "\n intent none { examples: [\"hello\", \"hi there\"] } }", "OPT8043")]
    public void SetFromWhichNothingOrTwoThingsAreLearntIsRefused(string sets, string code)
    {
        var compilation = Compiling.Text(File(sets));

        Assert.Equal(code, Assert.Single(compilation.Diagnostics, static d => d.Severity == DiagnosticSeverity.Error).Code);
    }

    [Fact]
    public void OneExampleIsAWarning() =>
        Assert.Contains(Compiling.Text(File("intents desk { intent refund { examples: [\"money back\"] } }")).Diagnostics, static d => d.Code == "OPT8044");

    [Fact]
    public void TrainedSetNeedsNoExamplesAndWarnsOfThem()
    {
        var trained = Compiling.Text(File("intents desk { trained: \"desk.intents\"\n intent refund { }\n intent parcel { } }"));
        Assert.Empty(trained.Diagnostics.Where(static d => d.Code.StartsWith("OPT804", StringComparison.Ordinal)));
        Assert.Equal("desk.intents", trained.Files[0].Policies[0].Intents!.Trained);

        Assert.Contains(Compiling.Text(File("intents desk { trained: \"desk.intents\"\n " + Refund + " }")).Diagnostics, static d => d.Code == "OPT8045");
        Assert.Contains(Compiling.Text(File("intents desk { intent refund { } }")).Diagnostics, static d => d.Code == "OPT8040");
    }

    [Fact]
    public void MisspeltIntentIsReportedAndNoneIsNot()
    {
        var set = $"intents desk {{ {Refund} }}";

        Assert.Contains(Compiling.Text(File(set, "rule refunds when intent == refundd use premium")).Diagnostics, static d => d.Code == "OPT2001");
        Assert.DoesNotContain(Compiling.Text(File(set, "rule other when intent == none use premium")).Diagnostics, static d => d.Severity == DiagnosticSeverity.Error);
    }
}
