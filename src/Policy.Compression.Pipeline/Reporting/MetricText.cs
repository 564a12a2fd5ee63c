using System.Globalization;
using OptPolicy.Compression.Pipeline.Judging;

namespace OptPolicy.Compression.Pipeline.Reporting;

/// <summary>Values of metrics as people read them.</summary>
public static class MetricText
{
    private const double KiB = 1024;

    /// <summary>A value of a metric.</summary>
    public static string Of(string metric, double value) => metric switch
    {
        Judgement.TaskSuccess or Judgement.SessionSuccess or Judgement.TokenAccuracy => Share(value),
        Judgement.Size or Judgement.Memory => Bytes(value),
        Judgement.Latency50 or Judgement.Latency95 => Seconds(value),
        _ => value.ToString("F3", CultureInfo.InvariantCulture),
    };

    /// <summary>A value or bound of a gate.</summary>
    public static string Gate(string metric, double value) => metric switch
    {
        Judgement.Latency95 => Seconds(value),
        Judgement.Memory => Bytes(value),
        _ => Share(value),
    };

    private static string Share(double value) => (value * 100).ToString("F1", CultureInfo.InvariantCulture) + " %";

    private static string Seconds(double value) =>
        value < 1 ? (value * 1000).ToString("F1", CultureInfo.InvariantCulture) + " ms" : value.ToString("F2", CultureInfo.InvariantCulture) + " s";

    private static string Bytes(double value) =>
        value < KiB * KiB ? (value / KiB).ToString("F0", CultureInfo.InvariantCulture) + " KiB" : (value / KiB / KiB).ToString("F2", CultureInfo.InvariantCulture) + " MiB";
}
