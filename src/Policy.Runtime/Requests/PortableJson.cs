using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace OptPolicy;

/// <summary>Writes the values that chat contents carry, with the same metadata that providers use.</summary>
internal static class PortableJson
{
    /// <summary>UTF-8 JSON of a value, or <see langword="false"/> when its type has no JSON metadata in this app.</summary>
    public static bool TryWrite(object value, [NotNullWhen(true)] out byte[]? json)
    {
        json = null;
        if (!AIJsonUtilities.DefaultOptions.TryGetTypeInfo(value.GetType(), out var type)) return false;
        try
        {
            json = JsonSerializer.SerializeToUtf8Bytes(value, type);
            return true;
        }
        catch (Exception exception) when (exception is NotSupportedException or JsonException or InvalidOperationException)
        {
            return false;
        }
    }
}
