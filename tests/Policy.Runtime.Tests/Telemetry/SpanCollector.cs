using System.Collections.Concurrent;
using System.Diagnostics;
using OptPolicy.Runtime.Tests.Pipeline;

namespace OptPolicy.Runtime.Tests.Telemetry;

/// <summary>The middleware's spans of one test.</summary>
internal sealed class SpanCollector : IDisposable
{
    private readonly ActivityListener _listener;
    private readonly ConcurrentQueue<Activity> _spans = [];
    private readonly Activity _root;

    public SpanCollector()
    {
        _listener = new() { ShouldListenTo = static s => s.Name == TelemetryNames.Source, Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded, ActivityStopped = _spans.Enqueue };
        ActivitySource.AddActivityListener(_listener);

        // Tests run side by side: a root of its own tells this test's spans from others'.
        _root = new Activity("test").SetIdFormat(ActivityIdFormat.W3C).Start();
    }

    public IEnumerable<Activity> Of(Desk desk)
    {
        Assert.NotEmpty(desk.Ledger.Entries);
        return _spans.Where(s => s.TraceId == _root.TraceId);
    }

    public void Dispose()
    {
        _root.Dispose();
        _listener.Dispose();
    }
}
