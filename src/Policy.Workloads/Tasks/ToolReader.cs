using System.Text.Json;
using Microsoft.Extensions.AI;

namespace OptPolicy.Workloads.Tasks;

/// <summary>Reads offered tools, bare or in the notation of chat APIs. Throws <see cref="FormatException"/> with what is wrong.</summary>
internal static class ToolReader
{
    public static IReadOnlyList<AITool> Read(JsonElement tools)
    {
        if (tools.ValueKind != JsonValueKind.Array)
            throw new FormatException("'tools' must be an array of {\"name\", \"description\", \"parameters\"}");
        return [.. tools.EnumerateArray().Select(Tool)];
    }

    private static AITool Tool(JsonElement tool)
    {
        if (tool.ValueKind == JsonValueKind.Object && tool.TryGetProperty("function", out var function))
            tool = function;
        var name = tool.ValueKind == JsonValueKind.Object ? TaskReader.Text(tool, "name") : null;
        if (string.IsNullOrEmpty(name))
            throw new FormatException("every tool needs a 'name'");
        if (!tool.TryGetProperty("parameters", out var parameters))
            parameters = JsonElement.Parse("""{"type":"object","properties":{}}""");
        if (parameters.ValueKind != JsonValueKind.Object)
            throw new FormatException($"the 'parameters' of tool '{name}' must be a JSON schema");
        return AIFunctionFactory.CreateDeclaration(name, TaskReader.Text(tool, "description"), parameters);
    }
}
