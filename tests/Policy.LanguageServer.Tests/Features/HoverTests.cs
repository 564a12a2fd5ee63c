using System.Text.Json;
using OptPolicy.LanguageServer.Tests.Sessions;

namespace OptPolicy.LanguageServer.Tests.Features;

public sealed class HoverTests
{
    [Fact]
    public async Task StatementShowsItsDocumentationAndAnExample()
    {
        var text = await HoverAsync(Sample.Route("    otherwise use small").Replace("policy Desk", "pol‸icy Desk", StringComparison.Ordinal));
        Assert.Contains("**policy**", text, StringComparison.Ordinal);
        Assert.Contains("```optpolicy", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SettingShowsWhatItTakes()
    {
        var text = await HoverAsync(Sample.Models.Replace("  context: 128ktok", "  cont‸ext: 128ktok", StringComparison.Ordinal).Replace("model large", "model other", StringComparison.Ordinal), first: true);
        Assert.Contains("a number of tokens", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FactShowsItsTypeAndWhenItIsKnown()
    {
        var text = await HoverAsync(Sample.Route("    rule short when input.‸tokens < 500tok use small\n    otherwise use large"));
        Assert.Contains("**input.tokens** (tokens, known before any attempt)", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ModelShowsItsDocCommentAndPrices()
    {
        var text = await HoverAsync(Sample.Route("    otherwise use sm‸all"));
        Assert.Contains("Everyday model.", text, StringComparison.Ordinal);
        Assert.Contains("price.input: $0.25/Mtok", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RuleShowsItsTypicalAndItsWorstCost()
    {
        var text = await HoverAsync(Sample.Route("    ru‸le short when input.tokens < 500tok use small\n    otherwise use large"));
        Assert.Contains("at most $", text, StringComparison.Ordinal);
        Assert.Contains("Worst case: small", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("devi‸ces: [cpu]", "the first that loads the model runs it")]
    [InlineData("spec‸ulate with ngram", "certified when the model loads")]
    [InlineData("speculate with ngr‸am", "needs no second model")]
    public async Task PartsOfALocalModelAreExplained(string line, string expected) =>
        Assert.Contains(expected, await HoverAsync($"optpolicy 1\n\nmodel small {{\n  provider: onnx(\"models/small\")\n  {line}\n}}\n"), StringComparison.Ordinal);

    [Fact]
    public async Task UnitShowsItsMeaning()
    {
        Assert.Contains("Tokens.", await HoverAsync(Sample.Route("    rule short when input.tokens < 50‸0tok use small\n    otherwise use large")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task EmptyPlaceShowsNothing()
    {
        await using var session = await EditorSession.InitializeAsync();
        var hover = await session.AskAsync("textDocument/hover", "optpolicy 1\n‸\n");
        Assert.Equal(JsonValueKind.Null, hover.ValueKind);
    }

    private static async Task<string> HoverAsync(string marked, bool first = false)
    {
        // Of several marks only the first counts; the others came with a replacement that hit twice.
        var mark = marked.IndexOf(MarkedText.Mark, StringComparison.Ordinal);
        var text = first ? marked[..(mark + 1)] + marked[(mark + 1)..].Replace(MarkedText.Mark.ToString(), "", StringComparison.Ordinal) : marked;
        await using var session = await EditorSession.InitializeAsync();
        var hover = await session.AskAsync("textDocument/hover", text);
        return hover.GetProperty("contents").GetProperty("value").GetString()!;
    }
}
