using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace OptPolicy.Kernels.Chat;

/// <summary>Reads what models write when they call tools.</summary>
internal static class ToolCallText
{
    public const string ArgumentsMark = "[ARGS]";

    /// <summary>The calls in <paramref name="text"/>: JSON objects, a JSON array of them, or names followed by JSON objects. Empty when it holds anything else.</summary>
    public static IReadOnlyList<FunctionCallContent> Read(string text)
    {
        var calls = new List<FunctionCallContent>();
        var rest = text.AsSpan().Trim();
        while (!rest.IsEmpty)
        {
            var start = rest.IndexOfAny('{', '[');
            if (start < 0)
                return [];
            var name = Name(ref rest, start);
            if (!TryTakeJson(ref rest, out var value))
                return [];
            if (name.Length > 0)
                calls.Add(Call(name, value));
            else if (!TryAdd(value, calls))
                return [];
            rest = rest.TrimStart(";, \r\n\t");
        }

        return calls;
    }

    private static string Name(ref ReadOnlySpan<char> rest, int start)
    {
        if (start == 0)
            return "";
        var name = rest[..start].Trim();
        rest = rest[start..];
        if (rest.StartsWith(ArgumentsMark, StringComparison.Ordinal))
            rest = rest[ArgumentsMark.Length..].TrimStart();
        return name.ToString();
    }

    private static bool TryTakeJson(ref ReadOnlySpan<char> rest, out JsonElement value)
    {
        value = default;
        var bytes = Encoding.UTF8.GetBytes(rest.ToString());
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { AllowMultipleValues = true });
        try
        {
            if (!JsonElement.TryParseValue(ref reader, out var element))
                return false;
            value = element.Value;
        }
        catch (JsonException)
        {
            return false;
        }

        rest = rest[Encoding.UTF8.GetCharCount(bytes, 0, (int)reader.BytesConsumed)..];
        return true;
    }

    private static bool TryAdd(JsonElement value, List<FunctionCallContent> calls)
    {
        if (value.ValueKind == JsonValueKind.Array)
            return value.GetArrayLength() > 0 && value.EnumerateArray().All(item => TryAdd(item, calls));
        if (value.ValueKind != JsonValueKind.Object)
            return false;
        if (value.TryGetProperty("function", out var function) && function.ValueKind == JsonValueKind.Object)
            value = function;
        if (!value.TryGetProperty("name", out var name) || name.ValueKind != JsonValueKind.String)
            return false;
        if (!value.TryGetProperty("arguments", out var arguments) && !value.TryGetProperty("parameters", out arguments))
            return false;
        calls.Add(Call(name.GetString()!, arguments));
        return true;
    }

    private static FunctionCallContent Call(string name, JsonElement arguments) => arguments.ValueKind == JsonValueKind.String
        ? FunctionCallContent.CreateFromParsedArguments(arguments.GetString()!, ConversationReader.NewId(), name, static text => Members(JsonElement.Parse(text)))
        : FunctionCallContent.CreateFromParsedArguments(arguments, ConversationReader.NewId(), name, Members);

    private static Dictionary<string, object?> Members(JsonElement arguments) => arguments.ValueKind switch
    {
        JsonValueKind.Object => arguments.EnumerateObject().DistinctBy(static member => member.Name).ToDictionary(static member => member.Name, static member => (object?)member.Value, StringComparer.Ordinal),
        JsonValueKind.Null => [],
        _ => throw new JsonException("The arguments of a call must be a JSON object."),
    };
}
