using OptPolicy.Cli.Output;
using OptPolicy.Quantization.Rewriting;

namespace OptPolicy.Cli.Quantizing;

/// <summary>What a quantisation did, for scripts.</summary>
internal static class QuantizationJson
{
    public static void Write(CliEnvironment environment, QuantizationReport report) => JsonOutput.Write(environment, json =>
    {
        json.WriteStartObject();
        json.WriteString("destination", report.Destination);
        json.WriteNumber("bytes_before", report.BytesBefore);
        json.WriteNumber("bytes_after", report.BytesAfter);
        json.WriteNumber("calibration_rows", report.CalibrationRows);
        if (report.Outputs is { } outputs)
        {
            json.WriteStartObject("outputs");
            json.WriteNumber("rows", outputs.Rows);
            json.WriteNumber("relative_error", outputs.RelativeError);
            json.WriteNumber("same_top_fraction", outputs.SameTopFraction);
            json.WriteBoolean("random", outputs.IsRandom);
            json.WriteEndObject();
        }

        json.WriteStartArray("layers");
        foreach (var layer in report.Layers)
        {
            json.WriteStartObject();
            json.WriteString("name", layer.Name);
            json.WriteString("weight", layer.Weight);
            json.WriteBoolean("table", layer.IsTable);
            json.WriteNumber("inputs", layer.Inputs);
            json.WriteNumber("outputs", layer.Outputs);
            json.WriteString("weights", WeightGrids.Describe(layer.Grid));
            json.WriteNumber("bytes_before", layer.BytesBefore);
            json.WriteNumber("bytes_after", layer.BytesAfter);
            json.WriteNumber("relative_error", layer.OutputError);
            json.WriteBoolean("calibrated", layer.IsCalibrated);
            if (layer.Note is not null)
            {
                json.WriteString("note", layer.Note);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("kept");
        foreach (var kept in report.Kept)
        {
            json.WriteStartObject();
            json.WriteString("name", kept.Name);
            json.WriteString("reason", kept.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("notes");
        foreach (var note in report.Notes)
        {
            json.WriteStringValue(note);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });
}
