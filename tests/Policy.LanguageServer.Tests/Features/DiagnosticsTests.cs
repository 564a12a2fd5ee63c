using System.Text.Json;
using OptPolicy.LanguageServer.Tests.Sessions;

namespace OptPolicy.LanguageServer.Tests.Features;

public sealed class DiagnosticsTests : IDisposable
{
    private const string Uri = "file:///policies/desk.optpolicy";
    private readonly string _folder = Directory.CreateTempSubdirectory("optpolicy-lsp").FullName;

    [Fact]
    public async Task MistakeIsPublishedWithCodePositionAndDocumentation()
    {
        await using var session = await EditorSession.InitializeAsync();
        await session.OpenAsync(Uri, Sample.Route("    otherwise use smal"));
        var published = await session.DiagnosticsAsync(Uri);
        var error = Errors(published).Single();
        Assert.Equal("OPT2001", error.GetProperty("code").GetString());
        Assert.Equal(18, error.GetProperty("range").GetProperty("start").GetProperty("character").GetInt32());
        Assert.Equal("file:///docs/OPT2001.md", error.GetProperty("codeDescription").GetProperty("href").GetString());
        Assert.Equal(1, published.GetProperty("version").GetInt32());
    }

    [Fact]
    public async Task EditIsAppliedInUtf16UnitsAndRepublishedWithItsVersion()
    {
        await using var session = await EditorSession.InitializeAsync();

        // The emoji is two UTF-16 units and one character: positions behind it tell the two apart.
        await session.OpenAsync(Uri, Sample.Route("    rule a when has_tools use smal because \"😀😀\" // 😀\n    otherwise use large"));
        await session.DiagnosticsAsync(Uri);
        var line = Sample.Models.Count(static c => c == '\n') + 2;
        await session.NotifyAsync("textDocument/didChange", new
        {
            textDocument = new { uri = Uri, version = 2 },
            contentChanges = new[]
            {
                new { range = new { start = new { line, character = 50 }, end = new { line, character = 55 } }, text = "" },
                new { range = new { start = new { line, character = 34 }, end = new { line, character = 34 } }, text = "l" },
            },
        });
        var published = await session.DiagnosticsAsync(Uri, static p => p.GetProperty("version").GetInt32() == 2);
        Assert.Empty(Errors(published));
    }

    [Fact]
    public async Task ImportFromDiskAndFromAnOpenBufferBothCount()
    {
        File.WriteAllText(Path.Combine(_folder, "models.optpolicy"), Sample.Models);
        var (desk, models) = (FileUri("desk.optpolicy"), FileUri("models.optpolicy"));
        await using var session = await EditorSession.InitializeAsync(_folder);
        await session.OpenAsync(desk, "optpolicy 1\nimport \"models.optpolicy\"\n\npolicy Desk {\n  route {\n    otherwise use small\n  }\n}\n");
        Assert.Empty(Errors(await session.DiagnosticsAsync(desk)));
        await session.OpenAsync(models, Sample.Models.Replace("model small", "model tiny", StringComparison.Ordinal));
        Assert.NotEmpty(Errors(await session.DiagnosticsAsync(desk, static p => Errors(p).Length > 0)));
        await session.NotifyAsync("textDocument/didClose", new { textDocument = new { uri = models } });
        Assert.Empty(Errors(await session.DiagnosticsAsync(desk, static p => Errors(p).Length == 0)));
    }

    [Fact]
    public async Task FileThatVanishesBecomesAMissingImport()
    {
        var path = Path.Combine(_folder, "models.optpolicy");
        File.WriteAllText(path, Sample.Models);
        var desk = FileUri("desk.optpolicy");
        await using var session = await EditorSession.InitializeAsync(_folder);
        await session.OpenAsync(desk, "optpolicy 1\nimport \"models.optpolicy\"\n\npolicy Desk {\n  route {\n    otherwise use small\n  }\n}\n");
        await session.DiagnosticsAsync(desk);
        File.Delete(path);
        await session.NotifyAsync("workspace/didChangeWatchedFiles", new { changes = new[] { new { uri = FileUri("models.optpolicy"), type = 3 } } });
        var published = await session.DiagnosticsAsync(desk, static p => Errors(p).Length > 0);
        Assert.Contains("models.optpolicy", Errors(published)[0].GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ClosedDocumentLosesItsDiagnostics()
    {
        await using var session = await EditorSession.InitializeAsync();
        await session.OpenAsync(Uri, "nonsense");
        Assert.NotEmpty((await session.DiagnosticsAsync(Uri)).GetProperty("diagnostics").EnumerateArray());
        await session.NotifyAsync("textDocument/didClose", new { textDocument = new { uri = Uri } });
        Assert.Empty((await session.DiagnosticsAsync(Uri)).GetProperty("diagnostics").EnumerateArray());
    }

    [Fact]
    public async Task UnsavedDocumentIsCheckedToo()
    {
        await using var session = await EditorSession.InitializeAsync();
        await session.OpenAsync("untitled:Untitled-1", "nonsense");
        Assert.NotEmpty((await session.DiagnosticsAsync("untitled:Untitled-1")).GetProperty("diagnostics").EnumerateArray());
    }

    [Fact]
    public async Task BurstOfEditsEndsWithTheDiagnosticsOfTheLast()
    {
        await using var session = await EditorSession.InitializeAsync();
        await session.OpenAsync(Uri, Sample.Route("    otherwise use smal"));
        const int last = 60;
        for (var version = 2; version <= last; version++)
        {
            var text = Sample.Route($"    otherwise use {(version == last ? "small" : "x" + version)}");
            await session.NotifyAsync("textDocument/didChange", new { textDocument = new { uri = Uri, version }, contentChanges = new[] { new { text } } });
        }

        Assert.Empty(Errors(await session.DiagnosticsAsync(Uri, static p => p.GetProperty("version").GetInt32() == last)));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static JsonElement[] Errors(JsonElement published) =>
        [.. published.GetProperty("diagnostics").EnumerateArray().Where(static d => d.GetProperty("severity").GetInt32() == 1)];

    private string FileUri(string name) => new Uri(Path.Combine(_folder, name)).AbsoluteUri;
}
