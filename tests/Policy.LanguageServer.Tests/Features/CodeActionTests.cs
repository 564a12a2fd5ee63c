using System.Text.Json;
using OptPolicy.LanguageServer.Tests.Sessions;

namespace OptPolicy.LanguageServer.Tests.Features;

public sealed class CodeActionTests
{
    private const string Uri = "file:///policies/desk.optpolicy";

    [Fact]
    public async Task MistakeOffersItsFixAndItsDocumentation()
    {
        var actions = await ActionsAsync(Sample.Route("    otherwise use smal‸"));
        var fix = actions.Single(static a => a.TryGetProperty("isPreferred", out var preferred) && preferred.GetBoolean());
        Assert.Equal("small", fix.GetProperty("edit").GetProperty("changes").GetProperty(Uri)[0].GetProperty("newText").GetString());
        var docs = actions.Single(static a => a.TryGetProperty("command", out _));
        Assert.Equal("OPT2001", docs.GetProperty("command").GetProperty("arguments")[0].GetString());
    }

    [Fact]
    public async Task WarningCanBeSuppressedWithAReason()
    {
        var actions = await ActionsAsync(Sample.Route("    rule a when has_images use small‸\n    otherwise use large"));
        Assert.Contains(actions, static a => a.GetProperty("title").GetString()!.Contains("uppress", StringComparison.Ordinal));
    }

    [Fact]
    public async Task FixAllRepairsEverythingInOneEdit()
    {
        var actions = await ActionsAsync(Sample.Route("    rule a when input.tokens < 500 use smal‸\n    otherwise use larg"), "source.fixAll");
        var all = Assert.Single(actions);
        Assert.Equal(["500tok", "small", "large"], all.GetProperty("edit").GetProperty("changes").GetProperty(Uri).EnumerateArray().Select(static e => e.GetProperty("newText").GetString()));
    }

    [Fact]
    public async Task CleanPlaceOffersNothing() =>
        Assert.Empty(await ActionsAsync(Sample.Route("    rule a when has_tools use small‸\n    otherwise use large"), "quickfix"));

    [Fact]
    public async Task DocumentationIsShownByTheEditor()
    {
        await using var session = await EditorSession.InitializeAsync();
        await session.RequestAsync("workspace/executeCommand", new { command = "optpolicy.openDocumentation", arguments = new[] { "OPT2001" } });
        Assert.Equal("file:///docs/OPT2001.md", await session.ShownAsync());
    }

    private static async Task<JsonElement[]> ActionsAsync(string marked, params string[] only)
    {
        await using var session = await EditorSession.InitializeAsync();
        var text = MarkedText.Parse(marked);
        await session.OpenAsync(Uri, text.Text);
        var range = new { start = text.Position, end = text.Position };
        var actions = await session.RequestAsync("textDocument/codeAction", new { textDocument = new { uri = Uri }, range, context = new { diagnostics = Array.Empty<object>(), only = only.Length == 0 ? null : only } });
        return [.. actions.EnumerateArray()];
    }
}
