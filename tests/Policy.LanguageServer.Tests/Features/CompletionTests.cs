using System.Text.Json;
using OptPolicy.LanguageServer.Tests.Sessions;

namespace OptPolicy.LanguageServer.Tests.Features;

public sealed class CompletionTests
{
    [Fact]
    public async Task TopOfFileOffersTopLevelStatementsOnly()
    {
        var labels = await LabelsAsync("optpolicy 1\n\n‸");
        Assert.Contains("model", labels);
        Assert.Contains("policy", labels);
        Assert.DoesNotContain("rule", labels);
    }

    [Fact]
    public async Task BlockOffersItsSettingsThatAreNotThereYet()
    {
        var labels = await LabelsAsync("optpolicy 1\n\nmodel small {\n  provider: client\n  ‸\n}\n");
        Assert.Contains("price.input", labels);
        Assert.Contains("supports", labels);
        Assert.DoesNotContain("provider", labels);
        Assert.DoesNotContain("route", labels);
    }

    [Fact]
    public async Task SettingOffersItsWords()
    {
        Assert.Equal(["json", "vision", "audio", "streaming"], await LabelsAsync("optpolicy 1\n\nmodel small {\n  supports: [tools, ‸]\n}\n"));
        Assert.Contains("openai", await LabelsAsync("optpolicy 1\n\nmodel small {\n  provider: ‸\n}\n"));
    }

    [Fact]
    public async Task LocalModelOffersItsDevicesDraftersAndLimits()
    {
        const string Model = "optpolicy 1\n\nmodel small {\n  provider: onnx(\"models/small\")\n  ‸\n}\n";
        Assert.Subset((await LabelsAsync(Model)).ToHashSet(StringComparer.Ordinal), new HashSet<string> { "devices", "device.fallback", "lanes", "threads", "kv_memory", "speculate" });
        Assert.Equal(["cpu", "directml", "npu"], await LabelsAsync(Model.Replace("‸", "devices: [cuda, ‸]", StringComparison.Ordinal)));
        Assert.Equal(["ngram", "draft", "eagle"], await LabelsAsync(Model.Replace("‸", "speculate with ‸", StringComparison.Ordinal)));
        var body = await LabelsAsync(Model.Replace("‸", "speculate with ngram {\n    ‸\n  }", StringComparison.Ordinal));
        Assert.Subset(body.ToHashSet(StringComparer.Ordinal), new HashSet<string> { "lookahead", "lossless", "verification", "disable" });
        Assert.Equal(["acceptance"], await LabelsAsync(Model.Replace("‸", "speculate with ngram {\n    disable when ‸\n  }", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task NumberOffersTheUnitsOfItsSetting()
    {
        Assert.Equal(["128tok", "128ktok", "128Mtok"], await LabelsAsync("optpolicy 1\n\nmodel small {\n  context: 128‸\n}\n"));
        Assert.Contains("$0.25/Mtok", await LabelsAsync("optpolicy 1\n\nmodel small {\n  price.input: $0.25‸\n}\n"));
        Assert.Equal(["500tok", "500ktok", "500Mtok"], await LabelsAsync(Sample.Route("    rule short when input.tokens < 500‸ use small")));
    }

    [Fact]
    public async Task TargetOffersModelsAndCascades()
    {
        var text = Sample.Policy("  route {\n    otherwise use ‸\n  }\n  cascade triage {\n    try small accept when confidence >= 70%\n    otherwise use large\n  }");
        var labels = await LabelsAsync(text);
        Assert.Contains("small", labels);
        Assert.Contains("triage", labels);
        Assert.DoesNotContain("input.tokens", labels);
    }

    [Fact]
    public async Task ConditionOffersFactsOfItsSubjectAndPredicates()
    {
        var request = await LabelsAsync(Sample.Route("    rule short when ‸"));
        Assert.Contains("input.tokens", request);
        Assert.Contains("is_vip", request);
        Assert.Contains("not", request);
        Assert.DoesNotContain("confidence", request);
        var response = await LabelsAsync(Sample.Policy("  cascade triage {\n    try small accept when ‸\n  }"));
        Assert.Contains("confidence", response);
        Assert.DoesNotContain("turns", response);
    }

    [Fact]
    public async Task ConditionOffersOperatorsThenValuesThenJunctions()
    {
        Assert.Equal(["==", "!=", "in"], await LabelsAsync(Sample.Route("    rule short when user.tier ‸")));
        Assert.Contains("rate_limited", await LabelsAsync(Sample.Policy("  fallback {\n    try large\n    retry 2 when outcome == ‸\n  }")));
        var after = await LabelsAsync(Sample.Route("    rule short when input.tokens < 500tok ‸"));
        Assert.Contains("and", after);
        Assert.Contains("use", after);
        var flag = await LabelsAsync(Sample.Route("    rule short when has_tools ‸"));
        Assert.Contains("use", flag);
        Assert.DoesNotContain("==", flag);
    }

    [Fact]
    public async Task LineAfterAnUnfinishedStatementOffersItsContinuation()
    {
        var labels = await LabelsAsync(Sample.Route("    rule short\n      ‸"));
        Assert.Contains("when", labels);
        Assert.Contains("otherwise", labels);
    }

    [Fact]
    public async Task WordIsReplacedAsAWholeDottedName()
    {
        var items = await ItemsAsync(Sample.Route("    rule short when input.to‸ < 500tok use small"));
        var edit = items.Single(static i => i.GetProperty("label").GetString() == "input.tokens").GetProperty("textEdit");
        Assert.Equal("input.tokens", edit.GetProperty("newText").GetString());
        Assert.Equal(8, edit.GetProperty("range").GetProperty("end").GetProperty("character").GetInt32() - edit.GetProperty("range").GetProperty("start").GetProperty("character").GetInt32());
    }

    [Fact]
    public async Task StatementsAreSnippetsOnlyWhereTheEditorKnowsThem()
    {
        const string text = "optpolicy 1\n\nmod‸";
        var rich = (await ItemsAsync(text)).Single(static i => i.GetProperty("label").GetString() == "model");
        Assert.Equal("model ${1:name} {\n\t$2\n}", rich.GetProperty("textEdit").GetProperty("newText").GetString());
        Assert.Equal(2, rich.GetProperty("insertTextFormat").GetInt32());
        var plain = (await ItemsAsync(text, snippets: false)).Single(static i => i.GetProperty("label").GetString() == "model");
        Assert.Equal("model name {\n\t\n}", plain.GetProperty("textEdit").GetProperty("newText").GetString());
        Assert.False(plain.TryGetProperty("insertTextFormat", out _));
    }

    [Fact]
    public async Task CommentsAndStringsOfferNothing()
    {
        Assert.Empty(await LabelsAsync("optpolicy 1\n// mo‸\n"));
        Assert.Empty(await LabelsAsync("optpolicy 1\n\nmodel small {\n  provider: openai(\"sm‸\")\n}\n"));
    }

    [Fact]
    public async Task TestBlockOffersFactsAsSettingsAndExpectations()
    {
        var labels = await LabelsAsync(Sample.Policy("  test \"t\" {\n    ‸\n  }"));
        Assert.Contains("prompt", labels);
        Assert.Contains("user.", labels);
        Assert.Contains("expect rule", labels);
    }

    [Fact]
    public async Task EveryOfferSaysWhatItIs()
    {
        foreach (var item in await ItemsAsync("optpolicy 1\n\nmodel small {\n  ‸\n}\n"))
        {
            Assert.NotEmpty(item.GetProperty("documentation").GetProperty("value").GetString()!);
        }
    }

    private static async Task<string[]> LabelsAsync(string marked) => [.. (await ItemsAsync(marked)).Select(static i => i.GetProperty("label").GetString()!)];

    private static async Task<JsonElement[]> ItemsAsync(string marked, bool snippets = true)
    {
        await using var session = await EditorSession.InitializeAsync(snippets: snippets);
        var list = await session.AskAsync("textDocument/completion", marked);
        return [.. list.GetProperty("items").EnumerateArray()];
    }
}
