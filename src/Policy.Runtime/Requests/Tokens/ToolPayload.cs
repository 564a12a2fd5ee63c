using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace OptPolicy;

/// <summary>The size of a tool's call and result as providers send them.</summary>
internal static class ToolPayload
{
    private const int Unreadable = TokenBound.PerAddress;

    public static long CallBytes(FunctionCallContent call)
    {
        long bytes = Encoding.UTF8.GetByteCount(call.Name) + Encoding.UTF8.GetByteCount(call.CallId);
        if (call.Arguments is null) return bytes;
        foreach (var (name, value) in call.Arguments) bytes += Encoding.UTF8.GetByteCount(name) + 4 + ValueBytes(value);
        return bytes;
    }

    public static long ResultBytes(FunctionResultContent result) => Encoding.UTF8.GetByteCount(result.CallId) + ValueBytes(result.Result);

    // JSON escapes can double a string's length; providers send results as JSON strings.
    private static long ValueBytes(object? value) => value switch
    {
        null => 4,
        string s => (2L * Encoding.UTF8.GetByteCount(s)) + 2,
        bool => 5,
        int or long or double or float or decimal => 32,
        JsonElement element => Encoding.UTF8.GetByteCount(element.GetRawText()),
        _ => PortableJson.TryWrite(value, out var json) ? json.Length : Unreadable,
    };
}
