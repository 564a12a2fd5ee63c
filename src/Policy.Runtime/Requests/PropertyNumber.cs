using System.Globalization;
using System.Text.Json;

namespace OptPolicy;

/// <summary>Reads a number from an additional property, which after a trip through JSON may have changed its type.</summary>
internal static class PropertyNumber
{
    public static double? Read(object? value) => value switch
    {
        double d => double.IsFinite(d) ? d : null,
        float f => float.IsFinite(f) ? f : null,
        decimal m => (double)m,
        int i => i,
        long l => l,
        JsonElement { ValueKind: JsonValueKind.Number } e => e.GetDouble(),
        string s when double.TryParse(s, NumberStyles.Float, CultureInfo.InvariantCulture, out var d) && double.IsFinite(d) => d,
        _ => null,
    };
}
