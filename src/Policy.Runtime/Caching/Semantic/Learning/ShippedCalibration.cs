using System.Text.Json;

namespace OptPolicy;

/// <summary>
/// What similarity means for the embedder that is part of this library, before anything is known of a workload, so that a policy with
/// <c>max_false_hits</c> and no calibration of its own starts cautious, but starts. Made by models/calibration.sh.
/// </summary>
internal static class ShippedCalibration
{
    private const string Resource = "OptPolicy.shipped.calibration.json";

    private static readonly Lazy<HitCalibration> Resourced = new(Read);

    /// <summary>The calibration.</summary>
    public static HitCalibration Fitted => Resourced.Value;

    /// <summary>The calibration, if it speaks of this embedder and of what these guards let through.</summary>
    public static HitCalibration? For(string embedder, GuardKinds guards) =>
        guards is GuardKinds.All && string.Equals(Fitted.Embedder, embedder, StringComparison.Ordinal) ? Fitted : null;

    private static HitCalibration Read()
    {
        using var stream = typeof(ShippedCalibration).Assembly.GetManifestResourceStream(Resource)!;
        using var document = JsonDocument.Parse(stream);
        var root = document.RootElement;
        return new HitCalibration(
            Number("level"), Number("slope"), Number("level_variance"), Number("covariance"), Number("slope_variance"), root.GetProperty("labels").GetInt32(), root.GetProperty("embedder").GetString()!);

        double Number(string name) => root.GetProperty(name).GetDouble();
    }
}
