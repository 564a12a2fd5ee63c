using System.Text.Json;
using OptPolicy.LanguageServer.Tests.Sessions;

namespace OptPolicy.LanguageServer.Tests.Features;

public sealed class DocumentTests
{
    private const string Uri = "file:///policies/desk.optpolicy";

    [Fact]
    public async Task OutlineFollowsTheBlocks()
    {
        var symbols = await AskAsync("textDocument/documentSymbol", Sample.Route("    rule short when has_tools use small\n    otherwise use large"));
        Assert.Equal(["small", "large", "is_vip", "Desk"], Names(symbols));
        var route = symbols[3].GetProperty("children")[0];
        Assert.Equal(["short", "otherwise"], Names(route.GetProperty("children")));
        Assert.Equal("when has_tools use small", route.GetProperty("children")[0].GetProperty("detail").GetString());
    }

    [Fact]
    public async Task BlocksAndCommentRunsFold()
    {
        var folds = await AskAsync("textDocument/foldingRange", "optpolicy 1\n// one\n// two\nmodel small {\n  provider: client\n}\n");
        Assert.Equal([(1, 2), (3, 4)], folds.EnumerateArray().Select(static f => (f.GetProperty("startLine").GetInt32(), f.GetProperty("endLine").GetInt32())));
    }

    [Fact]
    public async Task FormattingTouchesOnlyWhatDiffers()
    {
        var edits = await AskAsync("textDocument/formatting", Sample.Route("  otherwise   use small"));
        var formatted = Assert.Single(edits.EnumerateArray());
        Assert.DoesNotContain("model", formatted.GetProperty("newText").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task FormattingLeavesABrokenFileAlone() =>
        Assert.Empty((await AskAsync("textDocument/formatting", "optpolicy 1\nmodel small\n  provider:   client\n")).EnumerateArray());

    [Fact]
    public async Task RulesCarryTheirCost()
    {
        await using var session = await EditorSession.InitializeAsync();
        await session.OpenAsync(Uri, Sample.Route("    rule short when input.tokens < 500tok use small\n    otherwise use large"));
        var range = new { start = new { line = 0, character = 0 }, end = new { line = 1000, character = 0 } };
        var hints = await session.RequestAsync("textDocument/inlayHint", new { textDocument = new { uri = Uri }, range });
        Assert.Equal(2, hints.GetArrayLength());
        Assert.StartsWith("≈ $0.00075, ≤ $0.00", hints[0].GetProperty("label").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SemanticTokensTellNamesFactsAndKeywordsApart()
    {
        const string text = "optpolicy 1\nmodel m {\n  price: free\n}\n";
        var data = (await AskAsync("textDocument/semanticTokens/full", text)).GetProperty("data").EnumerateArray().Select(static n => n.GetInt32()).ToArray();

        // Five numbers a token: line and start relative to the token before, length, type, modifiers.
        Assert.Equal(
            [0, 0, 9, 0, 0, 0, 10, 1, 6, 0, 1, 0, 5, 0, 0, 0, 6, 1, 3, 1, 1, 2, 5, 1, 0, 0, 7, 4, 5, 0],
            data);
    }

    private static async Task<JsonElement> AskAsync(string method, string text)
    {
        await using var session = await EditorSession.InitializeAsync();
        await session.OpenAsync(Uri, text);
        return await session.RequestAsync(method, new { textDocument = new { uri = Uri } });
    }

    private static IEnumerable<string?> Names(JsonElement symbols) => symbols.EnumerateArray().Select(static s => s.GetProperty("name").GetString());
}
