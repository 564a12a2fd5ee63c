using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Templates;
using OptPolicy.Kernels.Tests.Tokenization;

namespace OptPolicy.Kernels.Tests.Templates;

public sealed class ChatTemplateTests
{
    private static readonly TemplateMessage[] Hello = [new("system", "Be brief."), new("user", "Hi")];

    private static readonly TemplateMessage Calls =
        new("assistant", null) { ToolCalls = [new TemplateToolCall("now", """{"zone":"UTC"}""", "call_1")] };

    [Theory]
    [InlineData("a\n{{ x", 2, 1)]
    [InlineData("{% if x %}", 1, 11)]
    [InlineData("ab{% endif %}", 1, 3)]
    [InlineData("{{ 'a }}", 1, 4)]
    [InlineData("\n\n  {{ a ? }}", 3, 8)]
    [InlineData("{{ a | nope }}", 1, 8)]
    [InlineData("{% include 'secrets' %}", 1, 4)]
    public void SyntaxErrorNamesLineAndColumn(string text, int line, int column)
    {
        var error = Assert.Throws<ChatTemplateException>(() => ChatTemplate.Parse(text, "t.jinja"));
        Assert.Equal((line, column), (error.Line, error.Column));
        Assert.StartsWith($"t.jinja({line}:{column}): ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RefusalOfTheTemplateIsToldApart()
    {
        var template = ChatTemplate.Parse("{% if messages[0].role == 'system' %}{{ raise_exception('no system role') }}{% endif %}");
        var error = Assert.Throws<ChatTemplateException>(() => template.Render(Hello));
        Assert.True(error.IsRaisedByTemplate);
        Assert.Equal("no system role", error.Problem);
    }

    [Theory]
    [InlineData("{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}", "steps")]
    [InlineData("{{ range(100001) }}", "range")]
    [InlineData("{{ 'x' * 99999999999 }}", "characters")]
    [InlineData("{% set ns = namespace(x='xxxxxxxx') %}{% for a in range(99) %}{% set ns.x = ns.x + ns.x %}{% endfor %}", "characters")]
    [InlineData("{% set ns = namespace(x='xxxxxxxx') %}{% for a in range(99) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}", "characters")]
    [InlineData("{% set ns = namespace(x='xxxxxxxx') %}{% for a in range(99) %}{% set ns.x = ns.x|replace('x', 'xxxxxxxx') %}{% endfor %}", "characters")]
    [InlineData("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}", "nest")]
    public void HostileTemplateRunsIntoALimit(string text, string limit) => Assert.Contains(
        limit, Assert.Throws<ChatTemplateException>(() => ChatTemplate.Parse(text).Render([])).Message, StringComparison.Ordinal);

    [Fact]
    public void DeepNestingIsRefusedRatherThanOverflowing() => Assert.Contains(
        "nests deeper",
        Assert.Throws<ChatTemplateException>(() => ChatTemplate.Parse("{{ " + new string('(', 100_000) + "1" + new string(')', 100_000) + " }}")).Message,
        StringComparison.Ordinal);

    [Fact]
    public void ArgumentsAreAValueOrATextAsTheTemplateWants()
    {
        var asValue = ChatTemplate.Parse("{% for m in messages %}{{ m.tool_calls[0].function.arguments.zone }}{% endfor %}");
        var asText = ChatTemplate.Parse("{% for m in messages %}{{ 'A' + m.tool_calls[0].function.arguments }}{% endfor %}");
        Assert.Equal("UTC", asValue.Render([Calls]));
        Assert.Equal("""A{"zone":"UTC"}""", asText.Render([Calls]));
    }

    [Fact]
    public void ToolsAndVariablesReachTheTemplate()
    {
        var template = ChatTemplate.Parse("{{ tools[0].function.name }} {{ mood }} {{ add_generation_prompt }} {{ bos_token }}", beginToken: "<s>");
        var variables = new Dictionary<string, JsonElement> { ["mood"] = JsonDocument.Parse("\"calm\"").RootElement };
        Assert.Equal("now calm False <s>", template.Render([], """[{"type":"function","function":{"name":"now"}}]""", addGenerationPrompt: false, variables));
    }

    [Fact]
    public void ClockIsTheGivenOne()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2024, 7, 6, 9, 5, 0, TimeSpan.Zero));
        Assert.Equal("06 Jul 2024, 6 July, 09:05", ChatTemplate.Parse("{{ strftime_now('%d %b %Y') }}, {{ strftime_now('%-d %B, %H:%M') }}", time: time).Render([]));
    }

    [Fact]
    public void FileOfItsOwnComesBeforeTheConfiguration()
    {
        using var folder = new ModelFolder(("chat_template.jinja", "own"), ("tokenizer_config.json", """{"chat_template":"config","bos_token":{"content":"<b>"},"eos_token":"<e>"}"""));
        var template = ChatTemplate.Load(folder.Path);
        Assert.Equal(("own", ChatTemplateSource.Model, "<b>", "<e>"), (template.Render([]), template.Source, template.BeginToken, template.EndToken));
    }

    [Fact]
    public void ToolUseTemplateIsTakenWhenThereAreTools()
    {
        using var folder = new ModelFolder(("tokenizer_config.json", """{"chat_template":[{"name":"default","template":"plain"},{"name":"tool_use","template":"tools"}]}"""));
        var template = ChatTemplate.Load(folder.Path);
        Assert.Equal(("plain", "tools"), (template.Render([]), template.Render([], "[]")));
    }

    [Fact]
    public void ModelWithChatMlTokensDefaultsToChatMl()
    {
        using var folder = new ModelFolder();
        var tokenizer = TinyTokenizers.Parse(TinyTokenizers.Words(["?", "<|im_start|>", "<|im_end|>"]));
        var template = ChatTemplate.Load(folder.Path, tokenizer);
        Assert.Equal(ChatTemplateSource.DefaultChatMl, template.Source);
        Assert.Equal(
            "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n"
            + "\n<tool_call>\n{\"name\": \"now\", \"arguments\": {\"zone\": \"UTC\"}}\n</tool_call><|im_end|>\n<|im_start|>assistant\n",
            template.Render([.. Hello, Calls]));
    }

    [Fact]
    public void ModelWithoutAnythingDefaultsToRoleNames()
    {
        using var folder = new ModelFolder(("tokenizer_config.json", """{"bos_token":"<s>"}"""));
        var template = ChatTemplate.Load(folder.Path);
        Assert.Equal(ChatTemplateSource.DefaultPlain, template.Source);
        Assert.Equal("<s>Be brief.\n\nUser: Hi\nAssistant: Hello\nAssistant:", template.Render([.. Hello, new("assistant", "Hello")]));
    }

    [Fact]
    public void BrokenConfigurationIsNamed()
    {
        using var folder = new ModelFolder(("tokenizer_config.json", "{"));
        Assert.Contains("tokenizer_config.json", Assert.Throws<LocalModelException>(() => ChatTemplate.Load(folder.Path)).Message, StringComparison.Ordinal);
    }

    private sealed class ModelFolder : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("optpolicy-template");

        public ModelFolder(params (string Name, string Text)[] files)
        {
            foreach (var (name, text) in files)
                File.WriteAllText(System.IO.Path.Combine(Path, name), text);
        }

        public string Path => _folder.FullName;

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
