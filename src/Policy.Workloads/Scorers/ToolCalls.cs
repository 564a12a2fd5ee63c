using System.Text.Json;
using Microsoft.Extensions.AI;

namespace OptPolicy.Workloads.Scorers;

/// <summary>Calls of tools, compared as a multiset: in which order independent calls are written says nothing. Immutable.</summary>
internal sealed class ToolCalls
{
    private const string Start = "<tool_call>";
    private const string End = "</tool_call>";

    private readonly List<(string Name, JsonElement Arguments)> _calls;

    private ToolCalls(List<(string, JsonElement)> calls) => _calls = calls;

    public bool IsEmpty => _calls.Count == 0;

    public IEnumerable<string> Names => _calls.Select(static call => call.Name);

    /// <summary>The calls of a response; arguments are written by the client's types, so they are read back as JSON.</summary>
    public static ToolCalls Of(IEnumerable<FunctionCallContent> calls) => new(
        [.. calls.Select(static call => (call.Name, JsonSerializer.SerializeToElement(call.Arguments ?? new Dictionary<string, object?>(StringComparer.Ordinal), ArgumentsType)))]);

    /// <summary>One call or an array, bare or in the notation of chat APIs; <see langword="null"/> when it is anything else.</summary>
    public static ToolCalls? Read(JsonElement value)
    {
        var calls = new List<(string, JsonElement)>();
        return TryAdd(value, calls) ? new ToolCalls(calls) : null;
    }

    /// <summary>The calls in an answer's text: <c>&lt;tool_call&gt;</c> blocks, or nothing but JSON calls; <see langword="null"/> when it holds none or a broken one.</summary>
    public static ToolCalls? Find(string text)
    {
        var calls = new List<(string, JsonElement)>();
        var start = text.IndexOf(Start, StringComparison.Ordinal);
        if (start < 0)
            return JsonEquality.TryParse(text, out var whole) ? Read(whole) : null;
        while (start >= 0)
        {
            var inside = start + Start.Length;
            var end = text.IndexOf(End, inside, StringComparison.Ordinal);
            var block = end < 0 ? text[inside..] : text[inside..end];
            if (!JsonEquality.TryParse(block, out var call) || !TryAdd(call, calls))
                return null;
            start = end < 0 ? -1 : text.IndexOf(Start, end, StringComparison.Ordinal);
        }

        return new ToolCalls(calls);
    }

    public bool SameAs(ToolCalls other) => Keys().SequenceEqual(other.Keys(), StringComparer.Ordinal);

    public string ToJson()
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            foreach (var (name, arguments) in _calls)
            {
                writer.WriteStartObject();
                writer.WriteString("name", name);
                writer.WritePropertyName("arguments");
                arguments.WriteTo(writer);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        return System.Text.Encoding.UTF8.GetString(buffer.ToArray());
    }

    public IEnumerable<FunctionCallContent> ToContents(IReadOnlyList<string> identifiers) => _calls.Select((call, index) => new FunctionCallContent(
        index < identifiers.Count ? identifiers[index] : "", call.Name, call.Arguments.EnumerateObject().ToDictionary(static member => member.Name, static member => (object?)member.Value, StringComparer.Ordinal)));

    private static System.Text.Json.Serialization.Metadata.JsonTypeInfo<IDictionary<string, object?>> ArgumentsType =>
        (System.Text.Json.Serialization.Metadata.JsonTypeInfo<IDictionary<string, object?>>)AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(IDictionary<string, object?>));

    private static bool TryAdd(JsonElement value, List<(string, JsonElement)> calls)
    {
        if (value.ValueKind == JsonValueKind.Array)
            return value.EnumerateArray().All(item => TryAdd(item, calls));
        if (value.ValueKind != JsonValueKind.Object)
            return false;
        if (value.TryGetProperty("function", out var function) && function.ValueKind == JsonValueKind.Object)
            value = function;
        if (!value.TryGetProperty("name", out var name) || name.ValueKind != JsonValueKind.String)
            return false;
        if (!value.TryGetProperty("arguments", out var arguments) && !value.TryGetProperty("parameters", out arguments))
            return false;

        // Chat APIs send the arguments as a text that holds JSON.
        if (arguments.ValueKind == JsonValueKind.String && !JsonEquality.TryParse(arguments.GetString()!, out arguments))
            return false;
        if (arguments.ValueKind == JsonValueKind.Null)
            arguments = JsonElement.Parse("{}");
        if (arguments.ValueKind != JsonValueKind.Object)
            return false;
        calls.Add((name.GetString()!, arguments));
        return true;
    }

    private IEnumerable<string> Keys() => _calls.Select(static call => call.Name + "\n" + JsonEquality.Canonical(call.Arguments)).Order(StringComparer.Ordinal);
}
