using System.Text.Json;
using OptPolicy.LanguageServer.Tests.Sessions;
using StreamJsonRpc;

namespace OptPolicy.LanguageServer.Tests.Features;

public sealed class NavigationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("optpolicy-lsp").FullName;

    [Fact]
    public async Task DefinitionLeadsToTheDeclaration()
    {
        await using var session = await EditorSession.InitializeAsync();
        var location = await session.AskAsync("textDocument/definition", Sample.Route("    otherwise use sm‸all"));
        Assert.Equal((3, 6), Start(location.GetProperty("range")));
    }

    [Fact]
    public async Task DefinitionOfAnImportIsTheFile()
    {
        File.WriteAllText(Path.Combine(_folder, "models.optpolicy"), Sample.Models);
        await using var session = await EditorSession.InitializeAsync(_folder);
        var location = await session.AskAsync("textDocument/definition", "optpolicy 1\nimport \"mod‸els.optpolicy\"\n", FileUri("desk.optpolicy"));
        Assert.Equal(FileUri("models.optpolicy"), location.GetProperty("uri").GetString());
    }

    [Fact]
    public async Task ReferencesAreFoundInFilesThatAreNotOpen()
    {
        File.WriteAllText(Path.Combine(_folder, "models.optpolicy"), Sample.Models);
        File.WriteAllText(Path.Combine(_folder, "a.optpolicy"), Importing("A"));
        File.WriteAllText(Path.Combine(_folder, "b.optpolicy"), Importing("B"));
        await using var session = await EditorSession.InitializeAsync(_folder);
        var marked = MarkedText.Parse(Sample.Models.Replace("model small", "model sm‸all", StringComparison.Ordinal));
        var uri = FileUri("models.optpolicy");
        await session.OpenAsync(uri, marked.Text);
        var references = await session.RequestAsync("textDocument/references", new { textDocument = new { uri }, position = marked.Position, context = new { includeDeclaration = false } });
        Assert.Equal([FileUri("a.optpolicy"), FileUri("b.optpolicy")], references.EnumerateArray().Select(static r => r.GetProperty("uri").GetString()));
    }

    [Fact]
    public async Task RenameChangesTheDeclarationAndEveryUse()
    {
        File.WriteAllText(Path.Combine(_folder, "models.optpolicy"), Sample.Models);
        await using var session = await EditorSession.InitializeAsync(_folder);
        var marked = MarkedText.Parse(Importing("A").Replace("use small", "use sm‸all", StringComparison.Ordinal));
        var uri = FileUri("a.optpolicy");
        await session.OpenAsync(uri, marked.Text);
        var edit = await session.RequestAsync("textDocument/rename", new { textDocument = new { uri }, position = marked.Position, newName = "tiny" });
        Assert.Equal(
            new[] { uri, FileUri("models.optpolicy") }.Order(StringComparer.Ordinal),
            edit.GetProperty("changes").EnumerateObject().Select(static c => c.Name).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("route", "'route' cannot be a name")]
    [InlineData("two words", "'two words' cannot be a name")]
    [InlineData("large", "There is already a model 'large'.")]
    public async Task NameThatCannotBeUsedIsRefusedWithTheReason(string name, string reason)
    {
        await using var session = await EditorSession.InitializeAsync();
        var marked = MarkedText.Parse(Sample.Route("    otherwise use sm‸all"));
        const string uri = "file:///policies/test.optpolicy";
        await session.OpenAsync(uri, marked.Text);
        var error = await Assert.ThrowsAsync<RemoteInvocationException>(
            () => session.RequestAsync("textDocument/rename", new { textDocument = new { uri }, position = marked.Position, newName = name }));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HighlightMarksDeclarationAndUsesInTheFile()
    {
        await using var session = await EditorSession.InitializeAsync();
        var highlights = await session.AskAsync("textDocument/documentHighlight", Sample.Route("    rule a when has_tools use sm‸all\n    otherwise use small"));
        Assert.Equal([3, 2, 2], highlights.EnumerateArray().Select(static h => h.GetProperty("kind").GetInt32()));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Importing(string policy) =>
        $"optpolicy 1\nimport \"models.optpolicy\"\n\npolicy {policy} {{\n  route {{\n    otherwise use small\n  }}\n}}\n";

    private static (int Line, int Character) Start(JsonElement range) =>
        (range.GetProperty("start").GetProperty("line").GetInt32(), range.GetProperty("start").GetProperty("character").GetInt32());

    private string FileUri(string name) => new Uri(Path.Combine(_folder, name)).AbsoluteUri;
}
