using System.Runtime.CompilerServices;
using System.Text.Json;
using OptPolicy.Kernels.Templates;

namespace OptPolicy.Kernels.Tests.Templates;

/// <summary>What Python's Jinja2 wrote (Reference/write-golden.py), ours must write; what it refused, ours must refuse.</summary>
public sealed class ChatTemplateGoldenTests
{
    [Fact]
    public void EveryFeatureRendersAsInJinja2()
    {
        var features = Read("features.json");
        var context = Variables(features.GetProperty("context"));
        var expected = Read("features.golden.json").EnumerateArray().Select(text => text.GetString());
        Assert.All(features.GetProperty("templates").EnumerateArray().Zip(expected), pair =>
            Assert.Equal(pair.Second, Render(pair.First.GetString()!, context)));
    }

    public static TheoryData<string> Samples => new(Directory.GetFiles(Path.Combine(Folder, "Samples")).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Samples))]
    public void SampleRendersEveryConversationAsInJinja2(string name)
    {
        var source = File.ReadAllText(Path.Combine(Folder, "Samples", name));
        var conversations = Read("conversations.json").EnumerateArray();
        var expected = Read("samples.golden.json").GetProperty(name).EnumerateArray();
        Assert.All(conversations.Zip(expected), pair =>
            Assert.Equal(pair.Second.GetString(), Render(source, Variables(pair.First.GetProperty("context")))));
    }

    internal static string Folder => Path.Combine(Path.GetDirectoryName(SourceFile())!, "Reference");

    internal static JsonElement Read(string file) => JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, file))).RootElement;

    internal static Dictionary<string, JsonElement> Variables(JsonElement context) =>
        context.EnumerateObject().ToDictionary(member => member.Name, member => member.Value, StringComparer.Ordinal);

    internal static string? Render(string source, Dictionary<string, JsonElement> variables)
    {
        try
        {
            return ChatTemplate.Parse(source).Render([], variables: variables);
        }
        catch (ChatTemplateException)
        {
            return null;
        }
    }

    private static string SourceFile([CallerFilePath] string path = "") => path;
}
