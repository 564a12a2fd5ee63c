using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace OptPolicy.Cli.Caching.Tuning;

/// <summary>The calibration file: the numbers that the compiler reads, what they were made with, and what they were checked with.</summary>
internal static class CalibrationWriter
{
    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" };

    public static string Write(CacheTuning tuning, FittedCalibration fit)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteNumber("version", 1);
            json.WriteString("embedder", fit.Calibration.Embedder);
            json.WriteNumber("labels", fit.Calibration.Labels);
            json.WriteNumber("level", Shortened(fit.Calibration.Level));
            json.WriteNumber("slope", Shortened(fit.Calibration.Slope));
            json.WriteNumber("level_variance", Shortened(fit.Calibration.LevelVariance));
            json.WriteNumber("covariance", Shortened(fit.Calibration.Covariance));
            json.WriteNumber("slope_variance", Shortened(fit.Calibration.SlopeVariance));
            json.WriteStartObject("made_with");
            json.WriteString("embedder", tuning.Conditions.Embedder);
            json.WriteStartArray("guards");
            foreach (var guard in tuning.Conditions.Guards)
            {
                json.WriteStringValue(guard);
            }

            json.WriteEndArray();
            json.WriteString("verifier", tuning.Conditions.Verifier);
            json.WriteEndObject();
            json.WriteStartObject("check");
            json.WriteNumber("share", tuning.Share);
            json.WriteNumber("pairs", fit.Check.All);
            json.WriteNumber("served", fit.Check.Served);
            json.WriteNumber("false", fit.Check.False);
            json.WriteNumber("upper", Shortened(fit.Check.Upper));
            json.WriteEndObject();
            json.WriteString("pairs_sha256", tuning.Labels.Hash);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length) + "\n";
    }

    // Ten digits are more than labels can tell, and the same on every machine.
    private static double Shortened(double value) => value == 0 ? 0 : double.Parse(value.ToString("G10", System.Globalization.CultureInfo.InvariantCulture), System.Globalization.CultureInfo.InvariantCulture);
}
