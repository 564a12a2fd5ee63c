using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace OptPolicy;

/// <summary>The values of a policy's <c>tunable</c> settings: always the last snapshot that was valid.</summary>
/// <typeparam name="T">The generated options class of one policy; treat instances as immutable.</typeparam>
/// <remarks>
/// Thread-safe. A reload that fails validation is logged and leaves the values as they were; only the very first read may
/// fail, so that an app with invalid settings does not start.
/// </remarks>
public sealed class TuningSource<T> : IDisposable
    where T : class
{
    private readonly IDisposable? _subscription;
    private volatile T _current;

    /// <summary>Fixed values, for apps without configuration.</summary>
    public TuningSource(T values)
    {
        ArgumentNullException.ThrowIfNull(values);
        _current = values;
    }

    /// <summary>Values that follow the configuration.</summary>
    /// <param name="monitor">Binds and validates the options.</param>
    /// <param name="logger">Receives a warning for each rejected reload.</param>
    /// <exception cref="OptionsValidationException">The values at start are not valid.</exception>
    public TuningSource(IOptionsMonitor<T> monitor, ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(monitor);
        _current = monitor.CurrentValue;
        _subscription = monitor.OnChange((values, name) =>
        {
            if (!string.IsNullOrEmpty(name)) return;
            try
            {
                // The monitor hands over only values that it could bind and validate; reading again confirms that they still are.
                _current = monitor.CurrentValue ?? values;
            }
            catch (OptionsValidationException exception)
            {
                if (logger is not null) TuningLog.Rejected(logger, typeof(T).Name, exception.Message);
            }
        });
    }

    /// <summary>The last valid snapshot.</summary>
    public T Current => _current;

    /// <summary>Stops following the configuration. The last snapshot stays readable.</summary>
    public void Dispose() => _subscription?.Dispose();
}
