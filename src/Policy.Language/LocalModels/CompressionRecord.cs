using System.Text.Json;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.LocalModels;

/// <summary>What the compiler reads of the <c>manifest.json</c> that a compression leaves beside its model.</summary>
/// <param name="PolicyHash">Of the <c>compress</c> block that made it.</param>
/// <param name="Gates">What was measured.</param>
public sealed record CompressionRecord(string PolicyHash, EquatableArray<RecordedGate> Gates)
{
    public const string FileName = "manifest.json";

    /// <summary>Reads a manifest; null when the text is not one of a compression.</summary>
    public static CompressionRecord? Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("policyHash", out var hash) || hash.ValueKind != JsonValueKind.String)
                return null;
            var gates = root.TryGetProperty("gates", out var list) && list.ValueKind == JsonValueKind.Array
                ? list.EnumerateArray().Select(Gate).OfType<RecordedGate>()
                : [];
            return new CompressionRecord(hash.GetString()!, gates.ToEquatableArray());
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static RecordedGate? Gate(JsonElement gate) =>
        gate.ValueKind == JsonValueKind.Object
        && gate.TryGetProperty("metric", out var metric) && metric.ValueKind == JsonValueKind.String
        && gate.TryGetProperty("high", out var high) && high.ValueKind == JsonValueKind.Number && high.TryGetDecimal(out var value)
            ? new RecordedGate(metric.GetString()!, value)
            : null;
}

/// <summary>One gate with what was measured.</summary>
/// <param name="Metric">For example <c>task_drop</c>.</param>
/// <param name="High">Upper end of the measured interval: what the bound is compared with.</param>
public sealed record RecordedGate(string Metric, decimal High);
