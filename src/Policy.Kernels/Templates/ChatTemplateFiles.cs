using System.Text.Json;
using OptPolicy.Kernels.Models;

namespace OptPolicy.Kernels.Templates;

/// <summary>What the files of a model folder say about its chat template.</summary>
internal sealed record ChatTemplateFiles(string? Template, string? ToolTemplate, string Name, string BeginToken, string EndToken)
{
    public static ChatTemplateFiles Read(string folder)
    {
        var config = Path.Combine(folder, "tokenizer_config.json");
        var own = Path.Combine(folder, "chat_template.jinja");
        string? ownText;
        string? json;
        try
        {
            ownText = File.Exists(own) ? File.ReadAllText(own) : null;
            json = File.Exists(config) ? File.ReadAllText(config) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LocalModelException($"{folder}: the chat template cannot be read ({e.Message}).", e);
        }

        if (json is null)
            return new ChatTemplateFiles(ownText, null, own, "", "");
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            var (begin, end) = (Token(root, "bos_token"), Token(root, "eos_token"));
            if (ownText is not null)
                return new ChatTemplateFiles(ownText, null, own, begin, end);
            var (template, toolTemplate) = Templates(root);
            return new ChatTemplateFiles(template, toolTemplate, config, begin, end);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new LocalModelException($"{config}: is not a tokenizer configuration ({e.Message}). Copy the file again.", e);
        }
    }

    private static (string? Template, string? ToolTemplate) Templates(JsonElement root)
    {
        if (!root.TryGetProperty("chat_template", out var value))
            return (null, null);
        if (value.ValueKind == JsonValueKind.String)
            return (value.GetString(), null);
        if (value.ValueKind != JsonValueKind.Array)
            return (null, null);
        var named = value.EnumerateArray().ToDictionary(item => item.GetProperty("name").GetString()!, item => item.GetProperty("template").GetString()!, StringComparer.Ordinal);
        var template = named.GetValueOrDefault("default") ?? named.Values.FirstOrDefault();
        return (template, named.GetValueOrDefault("tool_use"));
    }

    /// <summary>A token is a string, or an object with its content.</summary>
    private static string Token(JsonElement root, string name)
    {
        if (!root.TryGetProperty(name, out var token))
            return "";
        if (token.ValueKind == JsonValueKind.Object && token.TryGetProperty("content", out var content))
            token = content;
        return token.ValueKind == JsonValueKind.String ? token.GetString()! : "";
    }
}
