using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace OptPolicy.Runtime.Tests.Telemetry;

/// <summary>The middleware's measurements, those of tests beside this one included.</summary>
internal sealed class MeterCollector : IDisposable
{
    private readonly MeterListener _listener = new();

    public MeterCollector()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == TelemetryNames.Source) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((i, value, tags, _) => Measurements.Enqueue((i.Name, value, tags.ToArray())));
        _listener.SetMeasurementEventCallback<double>((i, value, tags, _) => Measurements.Enqueue((i.Name, value, tags.ToArray())));
        _listener.Start();
    }

    public ConcurrentQueue<(string Name, double Value, KeyValuePair<string, object?>[] Tags)> Measurements { get; } = [];

    public void Dispose() => _listener.Dispose();
}
