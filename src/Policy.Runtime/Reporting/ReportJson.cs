using System.Text.Json;
using System.Text.Json.Serialization;

namespace OptPolicy.Reporting;

/// <summary>Writes a report as JSON: snake_case members, US dollars as numbers, durations as <c>hh:mm:ss.fffffff</c>.</summary>
public static class ReportJson
{
    /// <summary>The report as one indented JSON object.</summary>
    public static string Render(SavingsReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return JsonSerializer.Serialize(report, ReportJsonContext.Default.SavingsReport);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, NewLine = "\n")]
[JsonSerializable(typeof(SavingsReport))]
internal sealed partial class ReportJsonContext : JsonSerializerContext;
