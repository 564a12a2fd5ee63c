using System.Text.Json;
using OptPolicy.Kernels.Chat;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Templates;
using OptPolicy.Kernels.Tests.Constraints;
using OptPolicy.Kernels.Tests.Models;

namespace OptPolicy.Kernels.Tests.Chat;

public sealed class TemplateFormatTests
{
    private const string WithTools = """
        {%- if tools %}{{ tools | tojson }}|{% endif %}
        {%- for m in messages %}[{{ m.role }}]{{ m.content or '' }}
        {%- for c in m.tool_calls or [] %}<{{ c.id }} {{ c.function.name }} {{ c.function.arguments.x }}>{% endfor %}
        {%- if m.tool_call_id %}<re {{ m.tool_call_id }} {{ m.name }}>{% endif %}{% endfor %}[assistant]
        """;

    private static readonly ConversationTool Tool = new("dim", "Dims.", JsonElement.Parse("""{"type":"object"}"""));

    [Fact]
    public void ATemplateThatShowsToolsRendersThem()
    {
        var format = new TemplateFormat(ChatTemplate.Parse(WithTools));
        var call = new ConversationCall("abc123def", "dim", JsonElement.Parse("""{"x":7}"""));

        var text = format.Render(new(
            [
                new() { Role = "user", Content = "hi" },
                new() { Role = "assistant", Calls = [call] },
                new() { Role = "tool", Content = "done", CallId = "abc123def", ToolName = "dim" },
            ],
            [Tool]));

        Assert.True(format.RendersTools);
        Assert.Contains("\"name\": \"dim\"", text, StringComparison.Ordinal);
        Assert.EndsWith("[user]hi[assistant]<abc123def dim 7>[tool]done<re abc123def dim>[assistant]", text, StringComparison.Ordinal);
    }

    [Fact]
    public void ATemplateThatDoesNotShowToolsIsToldAboutThemInWords() =>
        Assert.False(new TemplateFormat(ChatTemplate.Parse("{% for m in messages %}{{ m.content }}{% endfor %}")).RendersTools);

    [Fact]
    public void ATemplateWithoutSystemMessagesGetsThemInTheFirstTurn()
    {
        var format = new TemplateFormat(ChatTemplate.Parse("{% for m in messages %}{% if m.role == 'system' %}{{ raise_exception('no system') }}{% endif %}[{{ m.role }}]{{ m.content }}{% endfor %}"));

        Assert.Equal("[user]S\n\nhi", format.Render(new([new() { Role = "system", Content = "S" }, new() { Role = "user", Content = "hi" }], [])));
    }

    [Fact]
    public void WhatATemplateRefusesOtherwiseIsAnError()
    {
        var format = new TemplateFormat(ChatTemplate.Parse("{{ raise_exception('alternate') }}"));

        Assert.Throws<ChatTemplateException>(() => format.Render(new([new() { Role = "user", Content = "hi" }], [])));
    }

    [Fact]
    public void AFolderWithABrokenTemplateSaysSoWhenItIsOpened()
    {
        var folder = TestModels.NewFolder();
        File.WriteAllText(Path.Combine(folder, "chat_template.jinja"), "{% for %}");

        Assert.Throws<LocalModelException>(() => TemplateFormat.Load(folder, PieceTokenizer.Json));
    }
}
